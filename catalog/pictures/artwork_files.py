"""The bytes of artwork: private, and small previews of them for the pages of people who are signed in."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from catalog.pictures.content_store import ContentStore, put_whole

ARTWORK = ContentStore("artwork")

# Pixels of a preview's longer side: twice the largest box in which a list shows it.
PREVIEW_EDGE = 320


def preview(sha256: str) -> bytes:
    """A small WebP of stored artwork, made at the first request, with its transparency. Raises FileNotFoundError."""
    path = Path(ARTWORK.storage.path(f"previews/{sha256}-{PREVIEW_EDGE}.webp"))
    if not path.exists():
        put_whole(path, _shrunk(ARTWORK.read(sha256)))
    return path.read_bytes()


def _shrunk(data: bytes) -> bytes:
    with Image.open(BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as image:
        small = image.convert("RGBA" if image.has_transparency_data else "RGB")
        small.thumbnail((PREVIEW_EDGE, PREVIEW_EDGE), Image.Resampling.LANCZOS)
    buffer = BytesIO()
    small.save(buffer, "WEBP", quality=85, method=4)
    return buffer.getvalue()
