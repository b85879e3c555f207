"""What the grid and the viewer show of one shot, read in a handful of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone

from renders import schedule
from renders.models import Baseline, Decision, Finding, Render, Review, Shot
from renders.views.tallies import Tally

State = Render.State
SAMPLE, LOOKED_THROUGH = 40, 2_000
"""The usual time is read from this many pictures of an image model, found among this many renders at most."""

REASONS = {
    "refused": "Refused",
    "timeout": "No answer in time",
    "no_output": "No picture came",
    "unobtainable": "Picture lost",
    "undecodable": "Unreadable picture",
    "unfetched": "Could not be fetched",
}
"""What a failure is called in a slot; the sentence beside it says the rest."""


@dataclass(frozen=True)
class Slot:
    """One candidate as its place in the grid shows it."""

    render: Render
    total: int
    is_chosen: bool = False
    is_pick: bool = False
    is_baseline: bool = False
    again: Render | None = None

    @property
    def number(self) -> int:
        """The candidate's number in its shot."""
        return self.render.number

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
        """What a screen reader calls the slot."""
        words = [f"Candidate {self.number} of {self.total}", self.render.get_state_display().lower(), self.warnings]
        words.append(self.render.get_mark_display().lower() if self.render.mark else "")
        words.append("baseline" if self.is_baseline else "")
        return ", ".join(word for word in words if word)

    @property
    def reason(self) -> str:
        """Why it failed, in two or three words."""
        return REASONS.get(self.render.reason, self.render.reason.replace("_", " ").capitalize())

    @property
    def doubt_ends_at(self) -> Any:
        """Until when Packshot itself asks the provider what became of it."""
        return self.render.state_changed_at + schedule.IN_DOUBT_WINDOW

    @property
    def waits_for_a_person(self) -> bool:
        """Whether that time has passed, so that only a person can settle it."""
        return bool(self.doubt_ends_at < timezone.now())


@dataclass(frozen=True)
class Grid:
    """One shot with its candidates, its verdict, and what this person may do about it."""

    shot: Shot
    renders: Sequence[Render]
    chosen_number: int | None
    review: Review | None
    decision: Decision | None
    baseline: Baseline | None
    person: Any

    @classmethod
    def of(cls, code: str, person: Any, *, number: str | int | None = None) -> "Grid":
        """The grid of the shot with this code, or 404; `number` is the candidate asked for."""
        shot = get_object_or_404(Shot.objects.with_order(), code=code)
        rounds = shot.reviews.exclude(state=Review.State.WITHDRAWN).order_by("-round")
        review = rounds.select_related("pick", "submitted_by").first()
        return cls(
            shot=shot,
            renders=list(shot.renders.in_grid()),
            chosen_number=int(number or 0) if str(number).isdecimal() and len(str(number)) < 7 else None,
            review=review,
            decision=review.standing if review else None,
            baseline=Baseline.objects.filter(version=shot.version_id)
            .select_related("render__shot", "picked_by")
            .first(),
            person=person,
        )

    @cached_property
    def slots(self) -> list[Slot]:
        """The candidates in their order."""
        again = {render.retry_of_id: render for render in self.renders if render.retry_of_id}
        return [
            Slot(
                render,
                len(self.renders),
                is_chosen=render == self.chosen_render,
                is_pick=bool(self.review and self.review.pick_id == render.pk),
                is_baseline=bool(self.baseline and self.baseline.render_id == render.pk),
                again=again.get(render.pk),
            )
            for render in self.renders
        ]

    @cached_property
    def chosen_render(self) -> Render | None:
        """The one asked for; else the pick in review, the first starred, the first ready one, the first."""
        asked = [render for render in self.renders if render.number == self.chosen_number]
        picked = [render for render in self.renders if self.review and render.pk == self.review.pick_id]
        ready = [render for render in self.renders if render.state == State.READY]
        starred = [render for render in ready if render.mark == Render.Mark.STAR]
        kept = [render for render in ready if render.mark != Render.Mark.DROP]
        return next(iter([*asked, *picked, *starred, *kept, *ready, *self.renders]), None)

    @cached_property
    def chosen(self) -> Slot | None:
        """The slot of the chosen candidate."""
        return next((slot for slot in self.slots if slot.is_chosen), None)

    @cached_property
    def companions(self) -> list[Render]:
        """Starred candidates that go to the reviewers beside the chosen one."""
        starred = [render for render in self.renders if render.mark == Render.Mark.STAR and render.state == State.READY]
        return [render for render in starred if render != self.chosen_render]

    @cached_property
    def tally(self) -> Tally:
        """How far its renders are."""
        return Tally.of(self.renders)

    @property
    def spent_micros(self) -> int:
        """What its pictures cost so far."""
        return sum(render.price_micros for render in self.renders if render.was_charged)

    @property
    def held_micros(self) -> int:
        """What is set aside for pictures whose bill is still open."""
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
    def usual(self) -> str:
        """ "usually 25–45 s each", from what this image model has shown; empty while nothing is known or awaited."""
        if self.tally.is_settled:
            return ""
        times = usual_seconds(self.shot.image_model_id)
        if not times:
            return ""
        low, high = times
        return f"usually {low}–{high} s each" if low < high else f"usually {low} s each"

    @property
    def last_number(self) -> int:
        """The highest candidate number, so that a page can ask for what came after it."""
        return max((render.number for render in self.renders), default=0)


def usual_seconds(image_model_id: int) -> tuple[int, int] | None:
    """How long the middle four fifths of an image model's last pictures took from request to ready, in seconds."""
    newest = Render.objects.order_by("-pk").values("pk")[:LOOKED_THROUGH]
    ready = Render.objects.filter(pk__in=newest, shot__image_model=image_model_id, state=State.READY)
    rows = ready.order_by("-pk").values_list("attempt__sent_at", "state_changed_at")[:SAMPLE]
    times = sorted(max(1, round((ended - sent).total_seconds())) for sent, ended in rows if sent)
    return (times[len(times) // 10], times[-1 - len(times) // 10]) if times else None
