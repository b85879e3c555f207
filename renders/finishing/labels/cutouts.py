"""The product's box in a cutout: a label's place is a share of it. It runs in a child process."""

from dataclasses import dataclass

from catalog.pictures import decode
from catalog.pictures.preparing import Source, read
from catalog.pictures.visible import box_of
from renders.finishing.labels.places import Box


@dataclass(frozen=True)
class CutoutBox:
    """Pixels of the cutout, and which of them hold the product."""

    size: tuple[int, int]
    box: Box


def product_box(cutout: Source) -> CutoutBox:
    """Raises `Undecodable`, and `FileNotFoundError`."""
    image = decode(read(cutout)).image
    size = image.width, image.height
    if "A" not in image.getbands():
        return CutoutBox(size, (0, 0, *size))
    return CutoutBox(size, box_of(image.getchannel("A")) or (0, 0, *size))
