"""What the grid and the viewer show of one shot, read in a handful of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib.auth.models import User
from django.shortcuts import get_object_or_404
from django.utils import timezone

from renders import schedule
from renders.models import Baseline, Decision, Finding, Render, Review, Shot
from renders.views.polling import Revision
from renders.views.render_counts import RenderCounts

State = Render.State
# The usual time comes from the last 40 pictures of an image model, searched among the last 2,000 renders.
SAMPLE_SIZE, MAX_SEARCHED = 40, 2_000

# What a failure is called in a cell; the explanation beside it says the rest.
REASONS = {
    "refused": "Refused",
    "timeout": "No answer in time",
    "no_output": "No picture came",
    "unobtainable": "Picture lost",
    "undecodable": "Unreadable picture",
    "unfetched": "Could not be fetched",
}


@dataclass(frozen=True)
class Cell:
    """One candidate as its place in the grid shows it."""

    render: Render
    total: int
    is_chosen: bool = False
    is_pick: bool = False
    is_baseline: bool = False
    retry: Render | None = None

    @property
    def number(self) -> int:
        """The candidate's number in its shot."""
        return self.render.number

    @property
    def revision(self) -> int:
        """Grows when the render, or the retry of a failed one, changed."""
        return max(self.render.revision, self.retry.revision if self.retry else 0)

    @cached_property
    def findings(self) -> list[Finding]:
        """What inspection measured, without notes."""
        return [one for one in self.render.findings.all() if one.severity != Finding.Severity.INFO]

    @cached_property
    def remarks(self) -> list[Finding]:
        """Notes: words of the prompt that were drawn differently."""
        return [one for one in self.render.findings.all() if one.severity == Finding.Severity.INFO]

    @property
    def is_blocked(self) -> bool:
        """Whether a finding speaks against publishing it."""
        return any(one.severity == Finding.Severity.BLOCKING for one in self.findings)

    @property
    def warnings(self) -> str:
        """ "1 warning", "3 warnings"; empty when inspection found nothing."""
        count = len(self.findings)
        return f"{count} warning{'' if count == 1 else 's'}" if count else ""

    @property
    def name(self) -> str:
        """What a screen reader calls the cell."""
        words = [f"Candidate {self.number} of {self.total}", self.render.get_state_display().lower(), self.warnings]
        words.append(self.render.get_mark_display().lower() if self.render.mark else "")
        words.append("baseline" if self.is_baseline else "")
        return ", ".join(word for word in words if word)

    @property
    def reason(self) -> str:
        """Why it failed, in two or three words."""
        return REASONS.get(self.render.reason, self.render.reason.replace("_", " ").capitalize())

    @property
    def doubt_ends_at(self) -> datetime:
        """Until when Packshot itself asks the provider what became of it."""
        return self.render.state_changed_at + schedule.IN_DOUBT_WINDOW

    @property
    def waits_for_a_person(self) -> bool:
        """Whether that time has passed, so that only a person can resolve it."""
        return bool(self.doubt_ends_at < timezone.now())


@dataclass(frozen=True)
class Grid:
    """One shot with its candidates, its decision, and what this person may do."""

    shot: Shot
    renders: Sequence[Render]
    chosen_number: int | None
    review: Review | None
    decision: Decision | None
    baseline: Baseline | None
    person: User

    @classmethod
    def of(cls, code: str, person: User, *, number: str | int | None = None) -> "Grid":
        """The grid of the shot with this code, or 404; `number` is the candidate requested for."""
        shot = get_object_or_404(Shot.objects.with_order(), code=code)
        rounds = shot.reviews.exclude(state=Review.State.WITHDRAWN).order_by("-round")
        review = rounds.select_related("pick", "submitted_by").first()
        return cls(
            shot=shot,
            renders=list(shot.renders.in_grid()),
            chosen_number=int(number or 0) if str(number).isdecimal() and len(str(number)) < 7 else None,
            review=review,
            decision=review.standing_decision if review else None,
            baseline=Baseline.objects.filter(version=shot.version_id)
            .select_related("render__shot", "picked_by")
            .first(),
            person=person,
        )

    @cached_property
    def cells(self) -> list[Cell]:
        """The candidates in their order."""
        retries = {render.retry_of_id: render for render in self.renders if render.retry_of_id}
        return [
            Cell(
                render,
                len(self.renders),
                is_chosen=render == self.chosen_render,
                is_pick=bool(self.review and self.review.pick_id == render.pk),
                is_baseline=bool(self.baseline and self.baseline.render_id == render.pk),
                retry=retries.get(render.pk),
            )
            for render in self.renders
        ]

    @cached_property
    def chosen_render(self) -> Render | None:
        """The one requested for; else the pick in review, the first starred, the first ready one, the first."""
        requested = [render for render in self.renders if render.number == self.chosen_number]
        picked = [render for render in self.renders if self.review and render.pk == self.review.pick_id]
        ready = [render for render in self.renders if render.state == State.READY]
        starred = [render for render in ready if render.mark == Render.Mark.STAR]
        not_dropped = [render for render in ready if render.mark != Render.Mark.DROP]
        return next(iter([*requested, *picked, *starred, *not_dropped, *ready, *self.renders]), None)

    @cached_property
    def chosen(self) -> Cell | None:
        """The cell of the chosen candidate."""
        return next((cell for cell in self.cells if cell.is_chosen), None)

    @cached_property
    def companions(self) -> list[Render]:
        """Starred candidates that go to the reviewers beside the chosen one."""
        starred = [render for render in self.renders if render.mark == Render.Mark.STAR and render.state == State.READY]
        return [render for render in starred if render != self.chosen_render]

    @cached_property
    def counts(self) -> RenderCounts:
        """How far its renders are."""
        return RenderCounts.of(self.renders)

    @property
    def spent_micros(self) -> int:
        """What its pictures cost so far."""
        return sum(render.price_micros for render in self.renders if render.was_charged)

    @property
    def reserved_micros(self) -> int:
        """What is reserved for renders whose charge is still open."""
        return sum(render.price_micros for render in self.renders if not (render.is_final or render.was_charged))

    @property
    def is_own(self) -> bool:
        """Whether this person launched it: marks, picks and submissions are theirs to make."""
        return bool(self.shot.shot_set.launched_by_id == self.person.pk)

    @property
    def is_in_review(self) -> bool:
        """Whether reviewers have it now."""
        return bool(self.review and self.review.state == Review.State.OPEN)

    @cached_property
    def usual_time(self) -> str:
        """ "usually 25–45 s each", from what this image model has shown; empty while nothing is known or awaited."""
        if self.counts.is_finished:
            return ""
        times = usual_seconds(self.shot.image_model_id)
        if not times:
            return ""
        low, high = times
        return f"usually {low}–{high} s each" if low < high else f"usually {low} s each"

    @cached_property
    def revision(self) -> Revision:
        """What the grid shows: of a failed cell also the render that replaced it."""
        rows = {cell.number: cell.revision for cell in self.cells}
        return Revision(self.shot.revision, self.counts.is_finished, rows=rows)


def usual_seconds(image_model_id: int) -> tuple[int, int] | None:
    """How long the middle four fifths of an image model's last pictures took from request to ready, in seconds."""
    newest = Render.objects.order_by("-pk").values("pk")[:MAX_SEARCHED]
    ready = Render.objects.filter(pk__in=newest, shot__image_model=image_model_id, state=State.READY)
    rows = ready.order_by("-pk").values_list("attempt__sent_at", "state_changed_at")[:SAMPLE_SIZE]
    times = sorted(max(1, round((ended - sent).total_seconds())) for sent, ended in rows if sent)
    return (times[len(times) // 10], times[-1 - len(times) // 10]) if times else None
