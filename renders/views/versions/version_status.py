"""How far a version is on its way to production, and what one person may do about the next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Campaign, Exemption, Promotion, PromptVersion
from config.permissions import ADD_EXEMPTIONS, FREEZE_VERSIONS, LAUNCH, PROPOSE
from renders.models import Baseline, Duel, Proposal, Render, Tally
from renders.models.baselines import freeze_refusal
from renders.models.promotions import PromotionCheck, check_promotion

# Who may answer a proposal, and do what it asks for.
ANSWERED_WITH = {
    Proposal.Kind.FREEZE: FREEZE_VERSIONS,
    Proposal.Kind.CURRENT: FREEZE_VERSIONS,
    Proposal.Kind.LAB: LAUNCH,
}
PROPOSAL_LABELS = {
    Proposal.Kind.FREEZE: gettext_lazy("Ask to freeze it"),
    Proposal.Kind.CURRENT: gettext_lazy("Ask to make it current"),
    Proposal.Kind.LAB: gettext_lazy("Ask for a lab run"),
}
DUELS_SHOWN = 6
PROMOTIONS_SHOWN = 12
PROPOSALS_SHOWN = 12


@dataclass(frozen=True)
class VersionStatus:
    """One version between its first candidates and production, as this person sees it."""

    # A version that is not locked has no renders, so nothing about pictures is queried for it.
    version: PromptVersion
    person: User

    @cached_property
    def baseline(self) -> Baseline | None:
        if not self.version.is_locked:
            return None
        baselines = Baseline.objects.filter(version=self.version)
        return baselines.select_related("render__shot", "picked_by").first()

    @cached_property
    def candidates(self) -> int:
        """The number of candidates that are ready."""
        if not self.version.is_locked:
            return 0
        totals = Tally.objects.totals((), version=self.version)
        return sum(total.number for total in totals if total.measure == Render.State.READY)

    @cached_property
    def duels(self) -> Sequence[Duel]:
        """The latest duels of this version, on either side, the latest first."""
        return list(Duel.objects.about(self.version)[:DUELS_SHOWN]) if self.version.is_locked else []

    @cached_property
    def promotion_check(self) -> PromotionCheck:
        return check_promotion(self.version, self.version.template.current)

    @property
    def is_current(self) -> bool:
        return self.version.template.current_id == self.version.pk

    @property
    def challenges(self) -> list[Duel]:
        """Its duels against the version that is current now, the latest first."""
        champion = self.version.template.current_id
        return [duel for duel in self.duels if duel.champion_id == champion and duel.challenger_id == self.version.pk]

    @property
    def open_duel(self) -> Duel | None:
        """The open duel in which it challenges the current version."""
        return next((duel for duel in self.challenges if duel.is_open), None)

    @property
    def needs_duel(self) -> bool:
        """Whether it has to win a duel before it may become current."""
        current = self.version.template.current_id
        was_current = any(one.version_id == self.version.pk for one in self.promotions)
        has_won = any(duel.outcome == Duel.Outcome.PASSED for duel in self.challenges)
        return bool(current and current != self.version.pk and not was_current) and not has_won

    @cached_property
    def proposals(self) -> Sequence[Proposal]:
        """The latest proposals about it, answered or not, the latest first."""
        proposals = Proposal.objects.filter(version=self.version).select_related("proposed_by", "answered_by")
        return list(proposals[:PROPOSALS_SHOWN])

    @property
    def open_proposals(self) -> list[Proposal]:
        return [proposal for proposal in self.proposals if proposal.answered_at is None]

    @property
    def declined_proposal(self) -> Proposal | None:
        """The latest proposal, if the answer was no."""
        latest = next(iter(self.proposals), None)
        return latest if latest and latest.is_accepted is False else None

    @cached_property
    def promotions(self) -> Sequence[Promotion]:
        """Which versions of the template became current, the latest first."""
        return list(self.version.template.promotions.select_related("version", "by")[:PROMOTIONS_SHOWN])

    @property
    def promotion_rows(self) -> list[tuple[Promotion, bool]]:
        """Each promotion with whether this person can roll back to its version: offered once for each version."""
        rows: list[tuple[Promotion, bool]] = []
        offered = {self.version.template.current_id}
        for promotion in self.promotions:
            is_new = promotion.version_id not in offered
            rows.append((promotion, self.may_freeze and is_new and promotion.version.frozen_at is not None))
            offered.add(promotion.version_id)
        return rows

    @property
    def may_freeze(self) -> bool:
        return self.person.has_perm(FREEZE_VERSIONS)

    @property
    def freeze_refusal(self) -> str:
        """Why this person cannot freeze it now; empty when they can."""
        if self.baseline is None:
            return _("Freezing needs a baseline. Pick the strongest candidate in the lab.")
        return freeze_refusal(self.baseline, self.person)

    @property
    def frozen_note(self) -> str:
        """What is missing until it is frozen."""
        if self.baseline is None:
            return _("Needs a baseline")
        return (self.may_freeze and self.freeze_refusal) or _("An admin freezes it")

    @property
    def offers_freeze(self) -> bool:
        """Whether the page shows this person the way to freeze it."""
        return self.may_freeze and self.version.frozen_at is None and self.baseline is not None

    @property
    def offers_current(self) -> bool:
        """Whether the page shows this person the way to make it current."""
        return self.may_freeze and self.version.frozen_at is not None and not self.is_current

    @cached_property
    def open_exemption(self) -> Exemption | None:
        """What allows the next production order to use it though it is not current."""
        return Exemption.objects.open().with_related().filter(version=self.version).first()

    @property
    def offers_exemption(self) -> bool:
        """Whether the page shows this person the way to allow it for one order."""
        is_open = self.offers_current and self.open_exemption is None and self.locking_campaign is None
        return is_open and self.person.has_perm(ADD_EXEMPTIONS)

    @cached_property
    def locking_campaign(self) -> Campaign | None:
        """A running campaign that fixes another version of the template, whatever is allowed."""
        return Campaign.objects.against(self.version)

    @property
    def offers_duel(self) -> bool:
        """Whether the page shows this person the way to open a duel."""
        return self.needs_duel and self.open_duel is None and self.person.has_perm(LAUNCH)

    @property
    def proposal_label(self) -> str:
        """The button that proposes `proposable_kind`."""
        return str(PROPOSAL_LABELS[Proposal.Kind(self.proposable_kind)])

    @property
    def answerable_kinds(self) -> list[str]:
        """The kinds of proposals that this person may answer."""
        return answerable_kinds(self.person)

    @property
    def proposable_kind(self) -> str:
        """What this person may ask others for now: "freeze", "current", "lab", or nothing."""
        if not self.person.has_perm(PROPOSE):
            return ""
        if self.may_freeze:
            may_ask = self.version.frozen_at is None and not self.person.has_perm(LAUNCH)
            kind = Proposal.Kind.LAB.value if may_ask else ""
        elif self.version.frozen_at is None:
            kind = Proposal.Kind.FREEZE.value if self.baseline else ""
        else:
            kind = Proposal.Kind.CURRENT.value if self.promotion_check.is_allowed else ""
        return "" if kind in {proposal.kind for proposal in self.open_proposals} else kind


def answerable_kinds(person: User) -> list[str]:
    """The kinds of proposals that a person may answer."""
    return [kind.value for kind, permission in ANSWERED_WITH.items() if person.has_perm(permission)]
