"""What is seen of a cutout."""

from PIL import Image

# Alpha below this is the soft outer edge of a cutout and does not count as product.
VISIBLE = 24
# From here on more than half of a pixel is product.
SOLID = 128


def visible_box(cutout: Image.Image) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of the product; None where nothing is left to place in a picture."""
    return box_of(cutout.getchannel("A"), VISIBLE)


def box_of(alpha: Image.Image, least: int = SOLID) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of what has at least this alpha; None where nothing has."""
    return alpha.point([255 if level >= least else 0 for level in range(256)]).getbbox()
