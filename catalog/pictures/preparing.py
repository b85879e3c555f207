"""Uploaded pictures decoded, checked for their use and written anew. Runs in a child process; no Django."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from catalog.pictures.decoding import MAX_BYTES, UPLOADED, Decoded, Undecodable, decode, sha256
from catalog.texts import gettext as _

# Pixels of the product's longer side: in a render of 1024 it has about 600, and a smaller one is enlarged.
SOFT_BELOW = 600
# How much of the frame a product is taken to fill in a photo, where nothing says which pixels are the product.
USUAL_FILL = 0.6

# A picture's bytes, or the file that holds them.
Source = bytes | Path


@dataclass(frozen=True)
class PreparedPicture:
    """What was written: PNG, or JPEG where it came as one. `notes` are sentences for whoever sent it.

    `is_photo`: it was sent as a cutout, and shows its ground.
    """

    sha256: str
    width: int
    height: int
    notes: tuple[str, ...]
    is_photo: bool = False


def read(source: Source) -> bytes:
    """At most one byte more than a picture may have."""
    if isinstance(source, bytes):
        return source
    with source.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def decode_upload(source: Source) -> Decoded:
    """What somebody sent of their own. Raises `Undecodable`."""
    return decode(read(source), formats=UPLOADED, allow_hdr=False)


def check(data: bytes) -> None:
    """Decode it to its last pixel. Raises `Undecodable`."""
    decode(data, allow_damage=True)


def prepare_photo(source: Source, target: Path) -> PreparedPicture:
    """A picture with its background. Raises `Undecodable`."""
    return prepared(decode_upload(source), target)


def prepare_tint_mask(source: Source, target: Path, size: tuple[int, int]) -> PreparedPicture:
    """A mask in greys, white where the colour goes. Raises `Undecodable`, also when it has not the cutout's size."""
    decoded = decode_upload(source)
    if decoded.image.size != size:
        width, height = decoded.image.size
        raise Undecodable(
            _("The mask is %(width)s × %(height)s pixels, the cutout %(size)s × %(size_2)s. Make them the same.")
            % {"width": width, "height": height, "size": size[0], "size_2": size[1]}
        )
    mask = decoded.image.convert("RGB").convert("L")
    if mask.getextrema()[1] == 0:
        raise Undecodable(_("The mask is all black, so nothing would take the colour. White is what takes it."))
    return PreparedPicture(_written(mask, "png", target), *size, decoded.notes)


def shrunk(source: Source, edge: int) -> bytes:
    """A WebP of stored artwork with its transparency, its longer side at most `edge` pixels."""
    with Image.open(BytesIO(read(source)), formats=("PNG", "JPEG", "WEBP")) as image:
        small = image.convert("RGBA" if image.has_transparency_data else "RGB")
        small.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    buffer = BytesIO()
    small.save(buffer, "WEBP", quality=85, method=4)
    return buffer.getvalue()


def prepared(decoded: Decoded, target: Path, product: tuple[int, int] | None = None) -> PreparedPicture:
    """Write it. `product` is the size in pixels of what is seen of a cutout."""
    image, notes = decoded.image, decoded.notes
    if note := _softness_note(image.size, product):
        notes = (*notes, note)
    return PreparedPicture(_written(image, decoded.format, target), *image.size, notes)


def _softness_note(size: tuple[int, int], product: tuple[int, int] | None) -> str:
    """Empty where a render of 1024 pixels would show the product sharp."""
    if product and max(product) < SOFT_BELOW:
        what = _("The product in it is only %(product)s × %(product_2)s pixels") % {
            "product": product[0],
            "product_2": product[1],
        }
    elif not product and max(size) * USUAL_FILL < SOFT_BELOW:
        what = _("The picture is only %(size)s × %(size_2)s pixels") % {"size": size[0], "size_2": size[1]}
    else:
        return ""
    return _("%(what)s: renders made from it will look soft.") % {"what": what}


def _written(image: Image.Image, format: str, target: Path) -> str:
    """Write the picture and return its sha256. Its encoded form may be as large as its pixels, so it stays a file."""
    if format == "jpeg":
        image.save(target, "JPEG", quality=95, subsampling="4:4:4")
    else:
        image.save(target, "PNG", compress_level=4)
    return sha256(target.read_bytes())
