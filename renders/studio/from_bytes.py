"""Drawing and tinting as one step from artwork to the bytes of a picture. It runs in a child process."""

from io import BytesIO

from PIL import Image

from catalog.pictures.preparing import Source, read
from renders.studio.brief import StudioBrief
from renders.studio.compose import draw
from renders.studio.tint import tint


def draw_png(
    brief: StudioBrief, cutout: bytes, tint_mask: bytes | None, swatch: str | None, size: tuple[int, int], seed: int
) -> bytes:
    """See `draw`. Artwork are files that Packshot wrote itself."""
    mask = Image.open(BytesIO(tint_mask)) if tint_mask else None
    drawn = draw(brief, Image.open(BytesIO(cutout)), mask, swatch, size, seed)
    file = BytesIO()
    drawn.save(file, "PNG", compress_level=1)  # the strongest setting takes longer than the drawing
    return file.getvalue()


def tinted_webp(cutout: Source, tint_mask: Source, swatch: str, edge: int) -> bytes:
    """The cutout in the swatch's colour, transparent around it, its longer side at most `edge` pixels."""
    picture, mask = (Image.open(BytesIO(read(source))) for source in (cutout, tint_mask))
    small = picture.convert("RGBA")
    small.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    tinted = tint(small, mask.convert("L").resize(small.size, Image.Resampling.LANCZOS), swatch)
    file = BytesIO()
    tinted.save(file, "WEBP", quality=85, method=4)
    return file.getvalue()
