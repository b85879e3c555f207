"""The gate before production: which version may become current, and why another one may not."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from catalog.models import Promotion, PromptTemplate, PromptVersion
from catalog.models.campaigns import refuse_promotion
from renders.models.duels import Duel
from renders.models.events import record
from renders.models.proposals import Proposal


class PromotionRefused(Exception):
    """The text says why this version does not become current; nothing was changed."""


class CurrentChanged(Exception):
    """Somebody else moved `current` since the page was opened; the text says who and to what."""


@dataclass(frozen=True)
class Gate:
    """Whether a version may become current. `reason` is what opens the gate, else `refusal` says why it is shut.

    Only `is_overridable` refusals give way to an admin's reason: a prompt that may still change never does.
    """

    reason: str = ""
    refusal: str = ""
    is_overridable: bool = False
    duel: Duel | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.refusal


def gate(version: PromptVersion, current: PromptVersion | None) -> Gate:
    """May this version become current in place of `current`? Frozen versions only; then the first of a template, one
    that was current before, or the winner of a blind duel against the present one."""
    if current and current.pk == version.pk:
        return Gate(refusal=f"{version} is current already.")
    if version.frozen_at is None:
        return Gate(refusal=f"{version} is not frozen, so it cannot become current.")
    if current is None:
        return Gate(reason="First current version")
    if Promotion.objects.filter(version=version).exists():
        return Gate(reason="Rolled back")
    if duel := Duel.objects.won(version, current).first():
        return Gate(reason=f"Won duel {duel}", duel=duel)
    return Gate(refusal=f"{version} has not won a duel against {current}, which is current.", is_overridable=True)


def make_current(version: PromptVersion, *, seen: int | None, by: Any, override: str = "") -> Promotion:
    """Let production use this version from now on. `seen` is the version the page showed as current; `override` is an
    admin's reason to go without a duel, and is kept. Sets that were launched keep their version.

    Raises `CurrentChanged` when current is another one by now, `Locked` during a campaign that holds another one,
    `PromotionRefused` when the gate is shut.
    """
    with transaction.atomic():
        template = PromptTemplate.objects.select_for_update().get(pk=version.template_id)
        version = PromptVersion.objects.select_related("template").get(pk=version.pk)
        current = template.current
        if template.current_id != seen:
            raise CurrentChanged(moved_sentence(template))
        refuse_promotion(template, version)
        way = gate(version, current)
        if not (way.is_open or (way.is_overridable and override)):
            raise PromotionRefused(way.refusal)
        reason = way.reason or override
        template.promote(version, by=by, reason=reason)
        action = "made current" if way.is_open else "made current without a duel"
        record(action, by=by, note=f"{version}: {reason}")
        Proposal.objects.settle(Proposal.Kind.CURRENT, version, by=by)
        return template.promotions.all()[0]


def moved_sentence(template: PromptTemplate) -> str:
    """Who was first, and what is current since."""
    last = template.promotions.select_related("version", "by").first()
    if last is None:
        return "This template has no current version now."
    who = (last.by.first_name or last.by.get_username()) if last.by else "The demo"
    return f"{who} made version {last.version.number} current first."
