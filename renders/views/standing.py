"""How far a version is on its way to production, and what this person can do about the next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from catalog.models import Promotion, PromptVersion
from renders.models import Baseline, Duel, Proposal, Render
from renders.models.baselines import second_person_sentence
from renders.models.promotions import Gate, gate

FREEZES = "catalog.freeze_promptversion"
PROPOSES = "renders.add_proposal"
PROMOTIONS_SHOWN = 12


@dataclass(frozen=True)
class Standing:
    """One version between its first candidates and production, as this person sees it.

    Nothing was ever drawn of a version that is not sealed, so nothing is asked about its pictures.
    """

    version: PromptVersion
    person: Any

    @cached_property
    def baseline(self) -> Baseline | None:
        """The picture it is measured by."""
        if not self.version.is_locked:
            return None
        found = Baseline.objects.filter(version=self.version)
        return found.select_related("render__shot", "picked_by").first()

    @cached_property
    def candidates(self) -> int:
        """How many of its candidates are ready."""
        ready = Render.objects.filter(shot__version=self.version, state=Render.State.READY)
        return ready.count() if self.version.is_locked else 0

    @cached_property
    def duels(self) -> Sequence[Duel]:
        """Those it took part in, the latest first."""
        return list(Duel.objects.about(self.version)[:6]) if self.version.is_locked else []

    @cached_property
    def gate(self) -> Gate:
        """Whether it may become current."""
        return gate(self.version, self.version.template.current)

    @property
    def is_current(self) -> bool:
        """Whether production uses it."""
        return self.version.template.current_id == self.version.pk

    @property
    def open_duel(self) -> Duel | None:
        """The duel it is in as challenger of the present current."""
        return next((duel for duel in self.challenges if duel.is_open), None)

    @property
    def challenges(self) -> list[Duel]:
        """Its duels against the present current, the latest first."""
        champion = self.version.template.current_id
        return [duel for duel in self.duels if duel.champion_id == champion and duel.challenger_id == self.version.pk]

    @property
    def needs_duel(self) -> bool:
        """Whether only a duel is missing, or will be once it is frozen."""
        current = self.version.template.current_id
        was_current = any(one.version_id == self.version.pk for one in self.history)
        return bool(current and current != self.version.pk and not was_current) and not self._has_won

    @property
    def _has_won(self) -> bool:
        return any(duel.outcome == Duel.Outcome.PASSED for duel in self.challenges)

    @cached_property
    def asked(self) -> Sequence[Proposal]:
        """What was asked about it, the latest first."""
        asked = Proposal.objects.filter(version=self.version).select_related("proposed_by", "answered_by")
        return list(asked[:12]) if self.version.is_locked else []

    @property
    def proposals(self) -> list[Proposal]:
        """What waits for an answer."""
        return [proposal for proposal in self.asked if proposal.answered_at is None]

    @property
    def declined(self) -> Proposal | None:
        """The last question, if the answer was no."""
        last = next(iter(self.asked), None)
        return last if last and last.is_granted is False else None

    @cached_property
    def history(self) -> Sequence[Promotion]:
        """The moves of the template's `current`, the latest first."""
        return list(self.version.template.promotions.select_related("version", "by")[:PROMOTIONS_SHOWN])

    @property
    def moves(self) -> list[tuple[Promotion, bool]]:
        """The history, each move with whether its version can be gone back to from here: once a version."""
        told: list[tuple[Promotion, bool]] = []
        seen = {self.version.template.current_id}
        for move in self.history:
            told.append((move, move.version_id not in seen and move.version.frozen_at is not None))
            seen.add(move.version_id)
        return told

    @property
    def may_freeze(self) -> bool:
        """Whether this person freezes versions."""
        return bool(self.person.has_perm(FREEZES))

    @property
    def freeze_refusal(self) -> str:
        """Why this person cannot freeze it now; empty when they can."""
        if self.baseline is None:
            return "Freezing needs a baseline. Pick the strongest candidate in the lab."
        return second_person_sentence(self.version, self.person)

    @property
    def proposable(self) -> str:
        """What this person may ask the admins for now: "freeze", "current", or nothing."""
        if self.may_freeze or not self.person.has_perm(PROPOSES):
            return ""
        asked = {proposal.kind for proposal in self.proposals}
        if self.version.frozen_at is None:
            wanted = Proposal.Kind.FREEZE.value if self.baseline else ""
        else:
            wanted = Proposal.Kind.CURRENT.value if self.gate.is_open else ""
        return "" if wanted in asked else wanted
