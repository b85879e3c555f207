"""After a restore: what was bought since the backup is looked for at the vendors, so that nothing is bought twice.

What a row knows a task or a key of is adopted by the usual steps: tasks are polled, and a repeat with the same key buys
nothing while the vendor remembers it. A render that only waited may have been bought since, without a trace here. It
goes out by itself only where the vendor's list proves that nothing was ordered; else its set is paused for a person.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.background.database_clock import database_now
from renders import providers
from renders.models import Account, Attempt, Render, Restore, ShotSet
from renders.models.actions import Action
from renders.models.events import record
from renders.models.renders import State
from renders.pipeline.polling import list_since
from renders.schedule import REPLAY_WINDOW

# Vendors' lists show a task some seconds after it was ordered.
LIST_LAG = timedelta(seconds=60)


class NotYet(Exception):
    """Nothing can be concluded now; the text says when."""


@dataclass(frozen=True)
class AccountReport:
    """What became known of one account. `unknown` are tasks that no row here knows; None where that cannot be asked.

    `is_certain` says that nothing was bought that is not known here. `sets` were paused, `doubts` wait for a person.
    """

    account: Account
    unknown: list[str] | None
    is_certain: bool
    sets: int = 0
    doubts: int = 0


def reconcile(now: datetime | None = None, *, gives_up_on: frozenset[str] = frozenset()) -> list[AccountReport]:
    """Ask every vendor, and hold back what may have been bought. Raises `NotYet`, with what was found so far in place.

    Accounts whose vendor does not answer count as unknown only where their provider stands in `gives_up_on`.
    """
    restore = Restore.objects.in_force().first()
    if restore is None:
        return []
    now = now or database_now()
    if now < restore.restored_at + LIST_LAG:
        wait = (restore.restored_at + LIST_LAG - now).total_seconds()
        raise NotYet(_("Vendors' lists may be a minute late. Ask again in %(wait).0f s.") % {"wait": wait})
    found = [(account, unknown_tasks(account, restore, now)) for account in held_accounts()]
    asked = [account for account, tasks in found if tasks is None and account.provider not in gives_up_on]
    silent = [account for account in asked if is_anything_waiting(account)]
    if silent:
        names = ", ".join(str(account) for account in silent)
        raise NotYet(_("%(names)s did not answer. Nothing is concluded until it does.") % {"names": names})
    with transaction.atomic():
        reports = [conclude(account, tasks, restore, now) for account, tasks in found]
        Restore.objects.filter(pk=restore.pk).update(
            reconciled_at=now,
            unknown_tasks=sum(len(report.unknown or []) for report in reports),
            paused_sets=sum(report.sets for report in reports),
        )
    return reports


def held_accounts() -> list[Account]:
    return list(Account.objects.filter(paused_code=Account.Pause.RESTORED).order_by("provider", "name"))


def is_anything_waiting(account: Account) -> bool:
    """Whether it has anything left to send: of another nothing has to be concluded."""
    return Render.objects.filter(account=account, state__in=[State.QUEUED, State.ASSIGNED]).exists()


@dataclass(frozen=True)
class UnknownTasks:
    """Tasks of a vendor's list since the backup that no row here knows. `is_known` says that the list was whole."""

    ids: list[str]
    is_known: bool


def unknown_tasks(account: Account, restore: Restore, now: datetime) -> UnknownTasks | None:
    """None when the vendor did not answer."""
    if account.provider not in providers.REGISTRY or providers.missing_keys(account.provider):
        return UnknownTasks([], is_known=False)
    provider = providers.named(account.provider)
    if not provider.abilities.has_task_list:
        return UnknownTasks([], is_known=False)
    listed = list_since(account, provider, restore.backed_up_at, now)
    if listed is None:
        return None
    known = set(Attempt.objects.filter(account=account).exclude(task_id="").values_list("task_id", flat=True))
    return UnknownTasks([task for task in listed.task_ids if task not in known], is_known=listed.is_complete)


def conclude(account: Account, tasks: UnknownTasks | None, restore: Restore, now: datetime) -> AccountReport:
    """Hold back what this account may have bought already."""
    is_known = tasks is not None and tasks.is_known
    unknown = tasks.ids if tasks is not None and (is_known or tasks.ids) else None
    if is_known and not unknown:
        return AccountReport(account, unknown, is_certain=True)
    doubts = leave_to_a_person(account, restore, now)
    sets = pause_sets(account, unknown, now)
    return AccountReport(account, unknown, is_certain=False, sets=sets, doubts=doubts)


def pause_sets(account: Account, unknown: list[str] | None, now: datetime) -> int:
    """Pause every set with renders that only waited for this account; how many there were.

    Those launched since the restore too: only clocks could tell them apart, and a wrong clock would buy twice.
    """
    waiting = Render.objects.filter(account=account, state=State.QUEUED).order_by()
    sets = ShotSet.objects.filter(pk__in=waiting.values("shot_set"), paused_at=None, stopped_at=None)
    paused = list(sets)
    for shot_set in paused:
        ShotSet.objects.filter(pk=shot_set.pk).update(paused_at=now)
        record(Action.SET_PAUSED, shot_set=shot_set, account=account, note=reason_of(account, unknown))
    return len(paused)


def reason_of(account: Account, unknown: list[str] | None) -> str:
    """Why a set is paused, for whoever launched it."""
    if unknown is None:
        found = _("%(account)s cannot say what it was sent since.") % {"account": account}
    else:
        found = ngettext(
            "%(account)s has %(number)s task since then that is not known here.",
            "%(account)s has %(number)s tasks since then that are not known here.",
            len(unknown),
        ) % {"account": account, "number": len(unknown)}
    consequence = _("What waits in this set may be bought already: look there first. Resuming buys it, perhaps again.")
    return f"{_('A backup was restored.')} {found} {consequence}"


def leave_to_a_person(account: Account, restore: Restore, now: datetime) -> int:
    """Renders that had a slot, and whose key buys nothing twice no more: each is a doubt; how many there were."""
    provider = providers.REGISTRY.get(account.provider) and providers.named(account.provider)
    if provider and provider.abilities.replays_by_key and now - restore.backed_up_at < REPLAY_WINDOW:
        return 0
    explanation = _("A backup was restored, and whether this was sent after it was made is not known here.")
    count = 0
    had_slot = Render.objects.filter(account=account, state=State.ASSIGNED).order_by()
    for attempt in Attempt.objects.filter(pk__in=had_slot.values("attempt")):
        renders = Render.fast.filter(attempt=attempt.pk)
        renders.move(State.ASSIGNED, State.SUBMITTING)
        Attempt.objects.filter(pk=attempt.pk).update(sent_at=restore.backed_up_at)
        renders.move(State.SUBMITTING, State.IN_DOUBT, explanation=explanation)
        count += Render.objects.filter(attempt=attempt, state=State.IN_DOUBT).update(due_at=None)
    return count
