"""A ready picture with its file, as finishing takes it."""

from typing import Any

from PIL import Image

from renders.files import MASTERS
from renders.models import Render, Shot
from tests.factories import make_render
from tests.images import encoded
from tests.renders.quality.pictures import oak, packshot

SIDE = (256, 256)


def ready_render(shot: Shot | None = None, picture: Image.Image | None = None, **overrides: Any) -> Render:
    """A ready render whose master is this picture; a packshot on light grey paper unless one is given."""
    data = encoded(picture or packshot(SIDE, fill=0.5, ground=(206, 204, 200)), "PNG")
    return make_render(shot, sha256=MASTERS.store(data), bytes=len(data), width=256, height=256, **overrides)


def on_wood(shot: Shot | None = None) -> Render:
    """The same product on planks."""
    picture = oak(SIDE)
    picture.paste(packshot(SIDE, fill=0.5).crop((77, 64, 179, 192)), (77, 64))
    return ready_render(shot, picture)
