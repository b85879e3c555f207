"""What became of each row: its picture as a file named by its SKU, or why there is none."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db.models import Q
from django.utils import timezone

from renders.files import MASTERS
from renders.finishing import EXTENSIONS
from renders.models import Render, ShotSet
from renders.models.renders import FINAL, State

OVERLAP = timedelta(seconds=30)
"""A move is stamped before its transaction ends, so each look goes back a little behind the last one."""
AT_ONCE = 500
HELD_FOR_A_PERSON = Q(state=State.IN_DOUBT, due_at=None)


@dataclass(frozen=True)
class Outcome:
    """The end of one row: `words` is a path, or the reason there is no file."""

    sku: str
    is_ok: bool
    words: str


@dataclass
class Arrivals:
    """The rows of a set that have ended, each told once. Pictures are written into `out` as they come."""

    shot_set: ShotSet
    out: Path
    told: set[int] = field(default_factory=set)
    looked_at: datetime | None = None

    def new(self) -> Iterator[Outcome]:
        """What ended since the last call."""
        now, since = timezone.now(), self.looked_at
        ended = self.shot_set.renders.filter(Q(state__in=FINAL) | HELD_FOR_A_PERSON)
        if since:
            ended = ended.filter(Q(moved_at__gte=since - OVERLAP) | HELD_FOR_A_PERSON)
        shots = [pk for pk in ended.order_by("pk").values_list("shot", flat=True) if pk not in self.told]
        shots = list(dict.fromkeys(shots))
        for start in range(0, len(shots), AT_ONCE):
            yield from self._of(shots[start : start + AT_ONCE])
        self.looked_at = now

    def _of(self, shots: list[int]) -> Iterator[Outcome]:
        by_shot: dict[int, list[Render]] = {}
        for render in Render.objects.filter(shot__in=shots).select_related("shot__colorway").order_by("number"):
            by_shot.setdefault(render.shot_id, []).append(render)
        for shot, renders in by_shot.items():
            if all(render.is_final or is_held(render) for render in renders):
                self.told.add(shot)
                yield outcome(renders, self.out)


def is_held(render: Render) -> bool:
    """Whether it is in doubt and only a person can say more."""
    return render.state == State.IN_DOUBT and render.due_at is None


def outcome(renders: list[Render], out: Path) -> Outcome:
    """The end of a row from all its renders: a picture if there is one, else the last one's reason."""
    last, sku = renders[-1], renders[-1].shot.colorway.sku
    ready = next((render for render in renders if render.state == State.READY), None)
    if ready:
        return Outcome(sku, True, str(keep(out, sku, ready)))
    if last.state == State.FAILED:
        return Outcome(sku, False, f"{last.reason}: {last.explanation}")
    if last.state == State.CANCELLED:
        return Outcome(sku, False, "cancelled: the set was stopped before it was sent")
    return Outcome(sku, False, "in doubt: nobody knows whether the provider took it; settle it on its page")


def keep(out: Path, sku: str, render: Render) -> Path:
    """Write the provider's exact bytes under the SKU, whole or not at all; the path."""
    path = out / f"{sku}.{EXTENSIONS.get(render.media_type, 'img')}"
    if path.exists() and path.stat().st_size == render.bytes:
        return path
    with NamedTemporaryFile(dir=out, prefix=f".{sku}-", delete=False) as file:
        file.write(MASTERS.read(render.sha256))
    os.chmod(file.name, 0o644)  # noqa: S103 - a picture for whoever may look into the folder
    os.replace(file.name, path)
    return path
