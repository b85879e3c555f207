"""Promotion: which version of a template may become current, and making it current."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Promotion, PromptTemplate, PromptVersion
from catalog.models.campaign_locks import refuse_promotion
from catalog.refusals import Refusal
from renders.models.actions import Action
from renders.models.duels import Duel
from renders.models.events import record
from renders.models.proposals import Proposal


class PromotionRefused(Refusal):
    """This version may not become current."""


class CurrentChanged(Refusal):
    """Somebody else changed the current version since the page was opened; the text says who and to what."""


@dataclass(frozen=True)
class PromotionCheck:
    """Whether a version may become current: `reason` says why it may, `refusal` why it may not.

    An admin can override a refusal with a reason of their own only where `is_overridable`. A prompt that may still
    change can never become current.
    """

    reason: str = ""
    refusal: str = ""
    is_overridable: bool = False
    duel: Duel | None = None

    @property
    def is_allowed(self) -> bool:
        return not self.refusal


def check_promotion(version: PromptVersion, current: PromptVersion | None) -> PromotionCheck:
    """Whether this version may become current in place of `current`.

    It has to be frozen, and either the first current version of its template, current before, or the winner of a
    blind duel against `current`.
    """
    if current and current.pk == version.pk:
        return PromotionCheck(refusal=_("%(version)s is current already.") % {"version": version})
    if version.frozen_at is None:
        return PromotionCheck(
            refusal=_("%(version)s is not frozen, so it cannot become current.") % {"version": version}
        )
    if current is None:
        return PromotionCheck(reason=_("First current version"))
    if Promotion.objects.filter(version=version).exists():
        return PromotionCheck(reason=_("Rolled back"))
    if duel := Duel.objects.won(version, current).first():
        return PromotionCheck(reason=_("Won duel %(duel)s") % {"duel": duel}, duel=duel)
    refusal = _("%(version)s has not won a duel against %(current)s, which is current.") % {
        "version": version,
        "current": current,
    }
    return PromotionCheck(refusal=refusal, is_overridable=True)


def make_current(version: PromptVersion, *, seen: int | None, by: User, override: str = "") -> Promotion:
    """Let production use this version from now on. Sets that were launched before keep their version.

    `seen` is the id of the version that the page showed as current. `override` is an admin's reason to go without a
    duel; it is stored with the promotion.

    Raises `CurrentChanged` when another version has become current since, `LockedByCampaign` while a campaign locks
    another version, and `PromotionRefused` when the check refuses it.
    """
    with transaction.atomic():
        template = PromptTemplate.objects.select_for_update().get(pk=version.template_id)
        version = PromptVersion.objects.select_related("template").get(pk=version.pk)
        current = template.current
        if template.current_id != seen:
            raise CurrentChanged(current_changed_text(template))
        refuse_promotion(template, version)
        check = check_promotion(version, current)
        if not (check.is_allowed or (check.is_overridable and override)):
            raise PromotionRefused(check.refusal)
        reason = check.reason or override
        template.promote(version, by=by, reason=reason)
        action = Action.VERSION_MADE_CURRENT if check.is_allowed else Action.DUEL_OVERRIDDEN
        record(action, by=by, version=version, note=f"{version}: {reason}")
        Proposal.objects.accept(Proposal.Kind.CURRENT, version, by=by)
        return template.promotions.all()[0]


def current_changed_text(template: PromptTemplate) -> str:
    """Who made which version current last."""
    last = template.promotions.select_related("version", "by").first()
    if last is None:
        return _("This template has no current version now.")
    who = (last.by.first_name or last.by.get_username()) if last.by else _("The demo")
    return _("%(who)s made version %(version_number)s current first.") % {
        "who": who,
        "version_number": last.version.number,
    }
