"""What guests said of the pictures of a page, as the team reads it beside a review or in the viewer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from config.caching.addresses import address_of
from renders.models import GuestAdvice, Render
from renders.views.stages import Pin, Stage


@dataclass(frozen=True)
class ShownAdvice:
    """A verdict or a comment of a guest; `letter` is that of its pin on the stage."""

    advice: GuestAdvice
    letter: str
    # Where its picture is on a stage.
    address: str
    is_on_stage: bool

    @property
    def id(self) -> str:
        return f"advice-{self.advice.pk}"

    @property
    def pin(self) -> Pin | None:
        spot = self.advice.spot
        return Pin(f"pin-{self.id}", self.letter, *spot, f"#{self.id}") if spot and self.is_on_stage else None


class AdviceOfGuests:
    """About `renders`, of which `seen` is on the stage. Advice about bytes that are no longer there is left out."""

    def __init__(self, shot_code: str, renders: Sequence[Render], seen: Render) -> None:
        self.shot_code, self.renders, self.seen = shot_code, renders, seen

    @cached_property
    def all(self) -> list[ShownAdvice]:
        bytes_now = {render.pk: render.sha256 for render in self.renders}
        of_shot = list(GuestAdvice.objects.about_shot(self.seen.shot_id))
        # One number a comment of the shot, wherever it is shown and whatever is written after it.
        comments = sorted(one.pk for one in of_shot if not one.verdict)
        letters = {pk: f"G{number}" for number, pk in enumerate(comments, 1)}
        return [
            ShownAdvice(
                advice,
                letters.get(advice.pk, ""),
                address_of("shots.candidate", self.shot_code, advice.render.number),
                advice.render_id == self.seen.pk,
            )
            for advice in of_shot
            if advice.sha256 == bytes_now.get(advice.render_id)
        ]

    def pinned_on(self, stage: Stage) -> Stage:
        """The stage with the guests' pins beside the team's."""
        pins = [pin for one in self.all if (pin := one.pin)]
        return replace(stage, pins=[*stage.pins, *pins]) if pins else stage
