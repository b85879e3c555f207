"""Drawing as one step from artwork to the bytes of a picture. It runs in a child process."""

from io import BytesIO

from PIL import Image

from renders.studio.brief import StudioBrief
from renders.studio.compose import draw


def draw_png(
    brief: StudioBrief, cutout: bytes, tint_mask: bytes | None, swatch: str | None, size: tuple[int, int], seed: int
) -> bytes:
    """See `draw`. Artwork are files that Packshot wrote itself."""
    tint = Image.open(BytesIO(tint_mask)) if tint_mask else None
    drawn = draw(brief, Image.open(BytesIO(cutout)), tint, swatch, size, seed)
    file = BytesIO()
    drawn.save(file, "PNG", compress_level=1)  # the strongest setting takes longer than the drawing
    return file.getvalue()
