"""Uploaded pictures: decoded with limits, checked for their use, written anew without foreign metadata."""

from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image

from catalog.pictures.decoding import MAX_BYTES, Decoded, Undecodable, decode

# Pixels of the longer side: a smaller picture is enlarged in a render of 1024 pixels.
SOFT_BELOW = 1000


@dataclass(frozen=True)
class UploadedPicture:
    """A picture ready to be stored: PNG, or JPEG where it came as one. `notes` are sentences for whoever sent it."""

    data: bytes
    width: int
    height: int
    notes: tuple[str, ...]


def read_photo(file: BinaryIO) -> UploadedPicture:
    """A picture with its background. Raises `Undecodable`."""
    return _uploaded(_decoded(file))


def read_cutout(file: BinaryIO) -> UploadedPicture:
    """A product on a transparent background. Raises `Undecodable`, also where nothing or everything is transparent."""
    decoded = _decoded(file)
    if decoded.image.mode != "RGBA":
        raise Undecodable("Nothing in this picture is transparent. Cut the product out first, or upload it as a photo.")
    if not decoded.image.getchannel("A").getbbox():
        raise Undecodable("The whole picture is transparent.")
    return _uploaded(decoded)


def read_tint_mask(file: BinaryIO, size: tuple[int, int]) -> UploadedPicture:
    """A mask in greys, white where the colour goes. Raises `Undecodable`, also when it has not the cutout's size."""
    decoded = _decoded(file)
    if decoded.image.size != size:
        width, height = decoded.image.size
        raise Undecodable(
            f"The mask is {width} × {height} pixels, the cutout {size[0]} × {size[1]}. Make them the same."
        )
    mask = decoded.image.convert("RGB").convert("L")
    if mask.getextrema()[1] == 0:
        raise Undecodable("The mask is all black, so nothing would take the colour. White is what takes it.")
    return UploadedPicture(_png(mask), *size, decoded.notes)


def _decoded(file: BinaryIO) -> Decoded:
    return decode(file.read(MAX_BYTES + 1))


def _uploaded(decoded: Decoded) -> UploadedPicture:
    image, notes = decoded.image, decoded.notes
    data = _jpeg(image) if decoded.format == "jpeg" else _png(image)
    if max(image.size) < SOFT_BELOW:
        notes = (
            *notes,
            f"The picture is only {image.width} × {image.height} pixels: renders made from it will look soft.",
        )
    return UploadedPicture(data, *image.size, notes)


def _jpeg(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=95, subsampling="4:4:4")
    return buffer.getvalue()


def _png(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()
