"""What the lab shows of one version: its latest shots, candidate by candidate."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from catalog.models import PromptVersion
from renders.models import Baseline, Render, Shot
from renders.views.tallies import Tally

SHOTS_SHOWN = 24


@dataclass(frozen=True)
class TrialShot:
    """One shot with its candidates."""

    shot: Shot
    renders: Sequence[Render]
    baseline: int | None

    @property
    def tally(self) -> Tally:
        """How far they are."""
        return Tally.of(self.renders)


@dataclass(frozen=True)
class Trials:
    """The latest shots of a version, whoever launched them."""

    version: PromptVersion

    @cached_property
    def shots(self) -> list[Shot]:
        """The latest first."""
        return list(Shot.objects.filter(version=self.version).with_order().order_by("-pk")[:SHOTS_SHOWN])

    @cached_property
    def baseline(self) -> Baseline | None:
        """The picture the version is measured by."""
        found = Baseline.objects.filter(version=self.version)
        return found.select_related("render__shot", "picked_by").first()

    @cached_property
    def rows(self) -> list[TrialShot]:
        """The shots with their candidates, in two queries."""
        renders: dict[int, list[Render]] = defaultdict(list)
        for render in Render.objects.filter(shot__in=self.shots).in_grid():
            renders[render.shot_id].append(render)
        picked = self.baseline.render_id if self.baseline else None
        return [TrialShot(shot, renders[shot.pk], picked) for shot in self.shots]

    @property
    def tally(self) -> Tally:
        """All candidates shown."""
        return Tally.of([render for row in self.rows for render in row.renders])

    @property
    def seen(self) -> str:
        """Shots and their revisions, for the next question of the page: "12:4-13:0"."""
        return "-".join(f"{shot.pk}:{shot.revision}" for shot in self.shots)

    def changed_since(self, seen: str) -> list[TrialShot]:
        """Only shots the page shows in another state; new shots come with the next full page."""
        known = dict(each.split(":", 1) for each in seen.split("-") if ":" in each)
        return [
            row for row in self.rows if known.get(str(row.shot.pk), str(row.shot.revision)) != str(row.shot.revision)
        ]
