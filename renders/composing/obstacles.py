"""What keeps ordered pictures waiting: one answer for every page of somebody who waits for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Self

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.models import ImageModel
from catalog.money import dollars
from catalog.texts import and_list
from config.background.database_clock import database_now
from renders import providers
from renders.models import Account, Budget, ModelPause
from renders.models.pauses import PROBE_INTERVAL

# A shorter wait or a step that is late for less ends before anybody has read of it.
WORTH_SAYING = timedelta(seconds=15)

GOES_OUT = gettext_lazy("What waits stays ordered and goes out by itself.")


class Cause(Enum):
    """Why pictures wait: the word of the browser's tab, the tone and the icon of its banner."""

    NO_KEY = gettext_lazy("No key"), "bad", "key"
    OFF = gettext_lazy("Off"), "bad", "no-symbol"
    PAUSED = gettext_lazy("Paused"), "warn", "pause"
    MODEL_PAUSED = gettext_lazy("Model paused"), "bad", "pause"
    ASKED_TO_WAIT = gettext_lazy("Waits"), "info", "clock"
    NO_WORKER = gettext_lazy("Not picked up"), "bad", "exclamation-circle"
    IN_DOUBT = gettext_lazy("In doubt"), "warn", "question-mark-circle"
    HELD = gettext_lazy("Held back"), "info", "pause"
    NO_BUDGET = gettext_lazy("No budget"), "bad", "banknotes"

    def __init__(self, tab: str | Promise, tone: str, icon: str) -> None:
        self.tab, self.tone, self.icon = tab, tone, icon


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """One reason why pictures wait: since when, what is being done, and who can do what.

    `for_admins` stands in place of `remedy` for people who look after the accounts; only they read names of settings.
    """

    cause: Cause
    title: str
    since: datetime | None = None
    reason: str = ""
    # What the provider answered, where only admins can make sense of it.
    answer: str = ""
    doing: str = ""
    remedy: str = ""
    for_admins: str = ""
    # It keeps also what was sent from coming home.
    holds_sent: bool = False
    # Where to look, for everybody, and where admins change it.
    page: str = ""
    settings: str = ""
    # Where a paused image model is tried again.
    retry: str = ""


@dataclass(frozen=True)
class PauseOfModel:
    """The pause of an image model at the account that orders it."""

    pk: int
    paused_at: datetime
    explanation: str

    @classmethod
    def of(cls, row: Any) -> "Self | None":
        """As `with_pause` found it."""
        pk = getattr(row, "pause", None)
        return cls(pk, row.pause_at, row.pause_explanation) if pk else None


def with_pause(rows: "QuerySet[Any]", **match: OuterRef) -> "QuerySet[Any]":
    """Rows that know the pause of their image model; `match` says which pauses are a row's own."""
    pauses = ModelPause.objects.filter(lifted_at=None, **match).order_by("-pk")
    found = {"pause": "pk", "pause_at": "paused_at", "pause_explanation": "explanation"}
    return rows.annotate(**{name: Subquery(pauses.values(field)[:1]) for name, field in found.items()})


def obstacles_of(account: Account, image_model: ImageModel | None, pause: PauseOfModel | None) -> list[Obstacle]:
    """Why this account sends no orders now, or none for this image model; empty when it does."""
    now = database_now()
    if account.provider not in providers.REGISTRY:
        return [
            Obstacle(
                cause=Cause.OFF,
                title=_("Packshot does not speak to %(provider)s") % {"provider": account.provider},
                doing=str(GOES_OUT),
            )
        ]
    if providers.missing_keys(account.provider):
        return [without_key(account)]
    if not account.is_enabled:
        return [switched_off(account)]
    found = [paused(account, now)] if account.paused_reason else []
    if pause and image_model:
        found.append(model_paused(account, image_model, pause))
    if not found and account.not_before and account.not_before > now + WORTH_SAYING:
        found.append(asked_to_wait(account))
    if is_late(account, now):
        found.append(not_picked_up(account))
    return found


def key_hint(provider: str) -> str:
    """Where its key is set, for admins."""
    variables = and_list(providers.REGISTRY[provider].key_variables)
    return _("Set %(variables)s where Packshot runs, then start it again.") % {"variables": variables}


def without_key(account: Account) -> Obstacle:
    return Obstacle(
        cause=Cause.NO_KEY,
        title=_("%(provider)s has no key") % {"provider": account.provider},
        since=account.paused_at,
        doing=_("Nothing is sent to it, and nothing is charged. %(goes_out)s") % {"goes_out": GOES_OUT},
        remedy=_("An admin can set the key."),
        for_admins=key_hint(account.provider),
        holds_sent=True,
        settings=settings_of(account),
    )


def switched_off(account: Account) -> Obstacle:
    return Obstacle(
        cause=Cause.OFF,
        title=_("%(account)s is switched off") % {"account": account},
        doing=_("What waits stays ordered and is not sent."),
        remedy=_("An admin can switch it on."),
        for_admins=_("Switch it on, and what waits goes out."),
        settings=settings_of(account),
    )


def held(account: Account) -> Obstacle:
    """A backup was restored: nobody here knows what it bought since."""
    return Obstacle(
        cause=Cause.PAUSED,
        title=_("%(account)s is held") % {"account": account},
        since=account.paused_at,
        reason=account.paused_reason,
        doing=_("What was sent comes home. What waits stays ordered and is not sent."),
        remedy=_("An admin can let orders go out again."),
        for_admins=_("Run manage.py reconcile: it asks the providers. Then let orders go out on the page Status."),
        page=reverse("operations.status"),
    )


def paused(account: Account, now: datetime) -> Obstacle:
    if account.is_held:
        return held(account)
    seconds = f"{PROBE_INTERVAL.total_seconds():.0f}"
    tries = _("One request is tried every %(seconds)s s.") % {"seconds": seconds}
    at = account.next_request_at()
    if at and at > now:
        next_at = {"seconds": seconds, "at": f"{timezone.localtime(at):%H:%M:%S}"}
        tries = _("One request is tried every %(seconds)s s, the next at %(at)s.") % next_at
    helps = _("It ends when the provider answers again; nobody has to do anything.")
    needs_help = _("An admin can look after its key, its plan and its balance.")
    keys = and_list(providers.REGISTRY[account.provider].key_variables)
    ends = _("The account's page ends the pause at once.")
    if keys and not account.is_out_of_reach:
        ends = f"{_('Its key is read from %(keys)s.') % {'keys': keys}} {ends}"
    return Obstacle(
        cause=Cause.PAUSED,
        title=_("%(account)s is paused") % {"account": account},
        since=account.paused_at,
        reason=account.paused_reason,
        doing=f"{tries} {GOES_OUT}",
        remedy=helps if account.is_out_of_reach else needs_help,
        for_admins=ends,
        holds_sent=account.polls_wait_for_probe,
        settings=settings_of(account),
    )


def model_paused(account: Account, image_model: ImageModel, pause: PauseOfModel) -> Obstacle:
    keys = and_list(providers.REGISTRY[account.provider].key_variables)
    return Obstacle(
        cause=Cause.MODEL_PAUSED,
        title=_("%(image_model)s is paused at %(account)s") % {"image_model": image_model, "account": account},
        since=pause.paused_at,
        reason=_(
            "The provider refused it: its plan may lack this model, or its key is mistyped, revoked or incomplete."
        ),
        answer=pause.explanation,
        doing=_("What waits for it stays ordered and is not sent; other image models go on."),
        remedy=_("An admin can try again."),
        for_admins=_("Its key is read from %(keys)s.") % {"keys": keys} if keys else "",
        retry=reverse("operations.status.try_again", args=[pause.pk]),
    )


def asked_to_wait(account: Account) -> Obstacle:
    until = timezone.localtime(account.not_before)
    return Obstacle(
        cause=Cause.ASKED_TO_WAIT,
        title=_("%(provider)s asked us to wait until %(until)s")
        % {"provider": account.provider, "until": f"{until:%H:%M:%S}"},
        doing=str(GOES_OUT),
    )


def is_late(account: Account, now: datetime) -> bool:
    """Whether it should have been driven long ago and no worker has it."""
    is_leased = bool(account.lease) and account.lease_until is not None and account.lease_until > now
    return account.due_at is not None and account.due_at < now - WORTH_SAYING and not is_leased


def not_picked_up(account: Account) -> Obstacle:
    return Obstacle(
        cause=Cause.NO_WORKER,
        title=_("Work is not being picked up"),
        since=account.due_at,
        doing=_("Nothing is lost: it goes on when a worker runs."),
        remedy=_("An admin can start one."),
        for_admins=_("Start a worker with manage.py up or manage.py worker."),
        holds_sent=True,
        page=reverse("operations.status"),
    )


def doubts(number: int, since: datetime | None, micros: int, *, by_itself: bool) -> Obstacle:
    """Orders whose answer was lost; `by_itself` says that Packshot is still finding out."""
    if micros:
        reason = _(
            "We don't know yet if the provider took the order. $%(reserved)s stays reserved, "
            "and it is not ordered again."
        ) % {"reserved": dollars(micros)}
    else:
        reason = ngettext(
            "We don't know yet if the provider took the order. It is free, and it is not ordered again.",
            "We don't know yet if the provider took the order. They are free, and they are not ordered again.",
            number,
        )
    finding_out = (
        _("Packshot is finding out what became of it.") if by_itself else _("No machine can find it out any more.")
    )
    return Obstacle(
        cause=Cause.IN_DOUBT,
        title=ngettext("%(number)s render is in doubt", "%(number)s renders are in doubt", number) % {"number": number},
        since=since,
        reason=reason,
        doing=finding_out,
        remedy="" if by_itself else _("An admin looks into the provider's records and decides."),
        for_admins="" if by_itself else _("Look into the provider's records, then say what became of it."),
        page=reverse("operations.doubts"),
    )


def full_budgets(budgets: Iterable[Budget], needed_micros: int = 1) -> list[Obstacle]:
    """Budgets that have less left than that."""
    return [no_budget(budget) for budget in budgets if budget.left_micros < needed_micros]


def no_budget(budget: Budget) -> Obstacle:
    left = f"${dollars(budget.left_micros)}" if budget.left_micros else _("nothing")
    scope = budget.scope
    refused = _("New orders that it counts (%(scope)s) are refused.") if scope else _("New orders are refused.")
    begins_anew = {
        Budget.Period.DAY: _("It begins anew tomorrow."),
        Budget.Period.MONTH: _("It begins anew next month."),
    }
    reasons = [refused % {"scope": scope}, begins_anew.get(Budget.Period(budget.period), "")]
    return Obstacle(
        cause=Cause.NO_BUDGET,
        title=_("%(budget)s has %(left)s left %(window_text)s")
        % {"budget": budget, "left": left, "window_text": budget.window_text},
        reason=" ".join(filter(None, reasons)),
        doing=_("What is on the way is paid for from what is reserved, and goes on."),
        remedy=_("An admin can raise it."),
        for_admins=_("Raise it, and orders are taken at once."),
        settings=reverse("admin:renders_budget_change", args=[budget.pk]),
    )


def settings_of(account: Account) -> str:
    return reverse("admin:renders_account_change", args=[account.pk])


def tab_of(obstacles: Sequence[Obstacle]) -> str:
    """What the browser's tab says first; empty when nothing is in the way."""
    return f"{obstacles[0].cause.tab} · " if obstacles else ""
