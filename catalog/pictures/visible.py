"""What is seen of a cutout."""

from PIL import Image

# Alpha below this is the soft outer edge of a cutout and does not count as product.
VISIBLE = 24


def visible_box(cutout: Image.Image) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of the product; None where nothing is left to place in a picture."""
    return cutout.getchannel("A").point([255 if level >= VISIBLE else 0 for level in range(256)]).getbbox()
