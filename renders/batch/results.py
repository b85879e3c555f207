"""How each row of a batch ended: its picture as a file named by its SKU, or why there is none."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from config.background.database_clock import database_now
from renders.files import MASTERS
from renders.finishing import EXTENSIONS
from renders.models import Render, ShotSet
from renders.models.renders import FINAL, State

# A move is stamped before its transaction commits, so each call reads back a little beyond the last one.
OVERLAP = timedelta(seconds=30)
SHOTS_PER_QUERY = 500
NEEDS_A_PERSON = Q(state=State.IN_DOUBT, due_at=None)
NOBODY_KNOWS = (
    "Nobody knows whether the provider accepted it, so its price stays reserved. "
    "An admin looks it up at the provider and says so on the page"
)


@dataclass(frozen=True)
class RowResult:
    """The end of one row: `text` is the path of its file, or the reason there is none."""

    sku: str
    status: Literal["ok", "failed", "in doubt"]
    text: str


@dataclass
class ResultStream:
    """The rows of a set that have ended, each reported once. Pictures are written into `out` as they come."""

    shot_set: ShotSet
    out: Path
    reported: set[int] = field(default_factory=set)
    read_at: datetime | None = None

    def new(self) -> Iterator[RowResult]:
        """The rows that ended since the last call."""
        now, since = database_now(), self.read_at
        ended = self.shot_set.renders.from_orders().filter(Q(state__in=FINAL) | NEEDS_A_PERSON)
        if since:
            ended = ended.filter(Q(state_changed_at__gte=since - OVERLAP) | NEEDS_A_PERSON)
        shots = [pk for pk in ended.order_by("pk").values_list("shot", flat=True) if pk not in self.reported]
        shots = list(dict.fromkeys(shots))
        for start in range(0, len(shots), SHOTS_PER_QUERY):
            yield from self._results_of(shots[start : start + SHOTS_PER_QUERY])
        self.read_at = now

    def _results_of(self, shots: list[int]) -> Iterator[RowResult]:
        by_shot: dict[int, list[Render]] = {}
        for render in (
            Render.objects.from_orders().filter(shot__in=shots).select_related("shot__colorway").order_by("number")
        ):
            by_shot.setdefault(render.shot_id, []).append(render)
        for shot, renders in by_shot.items():
            if all(render.is_final or needs_a_person(render) for render in renders):
                self.reported.add(shot)
                yield result_of(renders, self.out)


def needs_a_person(render: Render) -> bool:
    """Whether it is in doubt and only a person can say more."""
    return render.state == State.IN_DOUBT and render.due_at is None


def result_of(renders: list[Render], out: Path) -> RowResult:
    """The end of a row from all its renders: a picture if there is one, else the reason of the last render."""
    last, sku = renders[-1], renders[-1].shot.colorway.sku
    ready = next((render for render in renders if render.is_ready), None)
    if ready:
        return RowResult(sku, "ok", str(write(out, sku, ready)))
    if last.picture_removed_at:
        return RowResult(sku, "failed", "its picture was removed by retention")
    if last.state == State.FAILED:
        return RowResult(sku, "failed", f"{last.reason}: {last.explanation}")
    if last.state == State.CANCELLED:
        return RowResult(sku, "failed", "cancelled: the set was stopped before it was sent")
    page = f"{settings.PUBLIC_BASE_URL}{reverse('operations.doubts')}"
    return RowResult(sku, "in doubt", f"{last.explanation} {NOBODY_KNOWS} {page}".strip())


def write(out: Path, sku: str, render: Render) -> Path:
    """Write the provider's exact bytes under the SKU, completely or not at all; the path."""
    path = out / f"{sku}.{EXTENSIONS.get(render.media_type, 'img')}"
    if path.exists() and path.stat().st_size == render.bytes:
        return path
    with NamedTemporaryFile(dir=out, prefix=f".{sku}-", delete=False) as file:
        file.write(MASTERS.read(render.sha256))
    os.chmod(file.name, 0o644)  # noqa: S103 - a picture for whoever may look into the folder
    os.replace(file.name, path)
    return path
