"""What the lab shows of one version: its latest shots with every candidate."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from catalog.models import PromptVersion
from renders.models import Baseline, Render, Shot
from renders.views.render_counts import RenderCounts
from renders.views.revisions import Revision

SHOTS_SHOWN = 24


@dataclass(frozen=True)
class LabShot:
    """One shot with its candidates; `baseline` is the id of the picked render."""

    shot: Shot
    renders: Sequence[Render]
    baseline: int | None


@dataclass(frozen=True)
class LabShots:
    """The latest shots of a version, whoever launched them."""

    version: PromptVersion

    @cached_property
    def shots(self) -> list[Shot]:
        """The latest first."""
        return list(Shot.objects.filter(version=self.version).with_order().order_by("-pk")[:SHOTS_SHOWN])

    @cached_property
    def baseline(self) -> Baseline | None:
        baselines = Baseline.objects.filter(version=self.version)
        return baselines.select_related("render__shot", "picked_by").first()

    @cached_property
    def rows(self) -> list[LabShot]:
        """The shots with their candidates, in two queries."""
        renders: dict[int, list[Render]] = defaultdict(list)
        for render in Render.objects.filter(shot__in=self.shots).order_by("number"):
            renders[render.shot_id].append(render)
        picked = self.baseline.render_id if self.baseline else None
        return [LabShot(shot, renders[shot.pk], picked) for shot in self.shots]

    def with_picture(self) -> list[tuple[int, str, int]]:
        """The candidates that have one, in the order of the page: id, code of the shot, number."""
        renders = Render.objects.filter(shot__in=self.shots).with_picture().order_by("-shot_id", "number")
        return list(renders.values_list("pk", "shot__code", "number"))

    @property
    def counts(self) -> RenderCounts:
        """All candidates shown."""
        return RenderCounts.of([render for row in self.rows for render in row.renders])

    @cached_property
    def revision(self) -> Revision:
        return Revision(rows={shot.pk: shot.revision for shot in self.shots})
