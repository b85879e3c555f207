"""The bytes of artwork: private, and small previews of them for the pages of people who are signed in."""

from collections.abc import Callable
from contextlib import suppress

from catalog.pictures.content_store import ContentStore
from catalog.pictures.preparing import shrunk
from catalog.processes import TooManyWaiting, WorkStopped, run

ARTWORK = ContentStore("artwork")

# Pixels of a preview's longer side: twice the largest box in which a list shows it.
PREVIEW_EDGE = 320
# An edge is judged on this one.
LARGE_PREVIEW_EDGE = 1280


def preview(sha256: str, edge: int = PREVIEW_EDGE) -> bytes:
    """A WebP of stored artwork with its transparency, its longer side at most `edge` pixels, made at the first request.

    Raises FileNotFoundError.
    """
    return stored_preview(sha256, lambda: run(shrunk, ARTWORK.source(sha256), edge), edge)


def prepare_previews(*digests: str) -> None:
    """Make previews before a page asks for many at once: the web draws few at a time, and refuses the rest."""
    with suppress(FileNotFoundError, TooManyWaiting, WorkStopped):
        for sha256 in digests:
            preview(sha256)


def stored_preview(name: str, make: Callable[[], bytes], edge: int = PREVIEW_EDGE) -> bytes:
    """The preview of this name, made once; the name says what is in it, so it never changes."""
    return ARTWORK.made_once(f"previews/{name}-{edge}.webp", make)
