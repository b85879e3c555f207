"""Rows that are old enough to go, with their files."""

import itertools
from datetime import timedelta

from django.utils import timezone

from renders.files import MASTERS, RENDITIONS
from renders.models import Render, Rendition
from tests.factories import digest_of, make_render

LONG_AGO = timezone.now() - timedelta(days=100)
number = itertools.count(1)


def old_picture(shot=None, *, data=b"", specs=("thumb-320", "thumb-640", "view-1280"), **overrides):
    """A dropped picture of 100 days ago, with its master and renditions."""
    data = data or f"master {next(number)}".encode()
    fields = {"sha256": MASTERS.store(data), "bytes": len(data), "mark": Render.Mark.DROP, **overrides}
    render = make_render(shot, **fields)
    Render.objects.filter(pk=render.pk).update(state_changed_at=LONG_AGO)
    for spec in specs:
        stored = f"{spec} of {digest_of(data)}".encode()
        size = {"width": 1, "height": 1, "bytes": len(stored), "media_type": "image/webp"}
        Rendition.objects.create(render=render, spec=spec, sha256=RENDITIONS.store(stored), **size)
    return render


def age(row, **fields):
    """Write fields of a row that its own methods fill with the present."""
    type(row)._base_manager.filter(pk=row.pk).update(**fields)
    row.refresh_from_db()
    return row
