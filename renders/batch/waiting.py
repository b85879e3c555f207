"""What the open rows of a batch wait for, and whether anything can still move."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count
from django.urls import reverse

from config.background.database_clock import database_now
from renders import providers
from renders.models import Account, ModelPause, ShotSet
from renders.models.pauses import PROBE_INTERVAL
from renders.models.renders import State

# A refusal ends when a person acts, so the second refused probe is enough; an outage ends by itself.
MAX_STILL_WHEN_REFUSED = 2 * PROBE_INTERVAL + timedelta(seconds=10)
MAX_STILL_IN_OUTAGE = timedelta(minutes=10)
NAMED_SKUS = 5
# Nothing is at the provider or being fetched: only a request that gets through can move these.
UNSENT = frozenset({State.QUEUED, State.ASSIGNED, State.SUBMITTING, State.IN_DOUBT})


@dataclass
class BatchMonitor:
    """Says once what the rows of a set wait for, and notices when nothing can move any more.

    `max_still` is how long nothing may move while an account is paused; without it, it depends on the pause.
    """

    shot_set: ShotSet
    max_still: timedelta | None = None
    is_stuck: bool = False
    _causes: dict[int, str] = field(default_factory=dict)
    _model_pauses: dict[int, ModelPause] = field(default_factory=dict)
    _doubts: set[int] = field(default_factory=set)
    _open: int = 0
    _still_since: datetime | None = None

    def news(self) -> list[str]:
        """What has come up since the last call, a sentence each."""
        waiting = self._open_by_account()
        accounts = list(Account.objects.filter(pk__in=waiting))
        refused = ModelPause.objects.in_force().filter(image_model__shots__shot_set=self.shot_set, account__in=waiting)
        self._model_pauses = {pause.account_id: pause for pause in refused.distinct()}
        news = [*self._news_of(accounts, waiting), *self._new_doubts()]
        self._notice_standstill(accounts, waiting, database_now())
        return news

    def _open_by_account(self) -> dict[int, Counter[str]]:
        open_renders = self.shot_set.renders.unfinished().exclude(state=State.IN_DOUBT, due_at=None)
        counts = open_renders.order_by().values_list("account", "state").annotate(count=Count("pk"))
        waiting: dict[int, Counter[str]] = {}
        for account, state, count in counts:
            waiting.setdefault(account, Counter())[state] = count
        return waiting

    def _news_of(self, accounts: list[Account], waiting: Mapping[int, Counter[str]]) -> Iterator[str]:
        """Which accounts began or ceased to hold rows back, or do so for another reason."""
        causes = {one.pk: cause for one in accounts if (cause := cause_of_wait(one, self._model_pauses.get(one.pk)))}
        for account in accounts:
            before, after = self._causes.get(account.pk, ""), causes.get(account.pk, "")
            if after and after != before:
                yield f"{account} {after} {rows_that_wait(waiting[account.pk])}"
            elif before and not after:
                yield f"{account} takes orders again."
        self._causes = causes

    def _new_doubts(self) -> Iterator[str]:
        """Doubts that Packshot tries to resolve by itself; one that needs a person ends its row."""
        doubts = self.shot_set.renders.filter(state=State.IN_DOUBT).exclude(due_at=None).exclude(pk__in=self._doubts)
        skus_by_explanation: dict[str, list[str]] = {}
        for render in doubts.select_related("shot__colorway").order_by("pk"):
            self._doubts.add(render.pk)
            skus_by_explanation.setdefault(render.explanation, []).append(render.shot.colorway.sku)
        for explanation, skus in skus_by_explanation.items():
            yield f"{listed(skus)}: in doubt {explanation} {UNTIL_RESOLVED}"

    def _notice_standstill(self, accounts: list[Account], waiting: Mapping[int, Counter[str]], now: datetime) -> None:
        count = sum(states.total() for states in waiting.values())
        # A probe moves its render to and fro; only a row less is progress.
        is_still = bool(accounts) and count == self._open
        is_still &= all(is_blocked(one, self._model_pauses.get(one.pk), waiting[one.pk]) for one in accounts)
        self._open = count
        self._still_since = (self._still_since or now) if is_still else None
        max_still = max((self._max_still_of(account) for account in accounts), default=timedelta())
        self.is_stuck = self._still_since is not None and now - self._still_since >= max_still

    def _max_still_of(self, account: Account) -> timedelta:
        if not account.is_enabled or (account.pk in self._model_pauses and not account.paused_reason):
            return timedelta()
        usual = MAX_STILL_IN_OUTAGE if account.is_out_of_reach else MAX_STILL_WHEN_REFUSED
        return usual if self.max_still is None else self.max_still


UNTIL_RESOLVED = (
    "Packshot finds out whether the provider accepted it. Until then its price stays reserved, and it is not ordered "
    "again."
)
ONE_PROBE = f"One request is tried every {PROBE_INTERVAL.total_seconds():.0f} s."


def cause_of_wait(account: Account, model_pause: ModelPause | None) -> str:
    """Why an account sends no orders, at all or for this image model; empty when it does."""
    if not account.is_enabled:
        return "is switched off. An admin can switch it on."
    if model_pause and not account.paused_reason:
        refused = f"does not order {model_pause.image_model} any more: {model_pause.explanation}"
        return f"{refused} An admin can try again at {reverse('operations.status')}."
    if not account.paused_reason:
        return ""
    keys = " and ".join(providers.REGISTRY[account.provider].key_variables)
    key_hint = f" Its key is read from {keys}." if keys and not account.is_out_of_reach else ""
    return f"is paused: {account.paused_reason}{key_hint} {ONE_PROBE}"


def is_blocked(account: Account, model_pause: ModelPause | None, states: Mapping[str, int]) -> bool:
    """Whether nothing but a probe or a person could move these open renders of an account."""
    if not account.is_enabled or (model_pause and not account.paused_reason):
        return set(states) == {State.QUEUED}
    return bool(account.paused_reason) and UNSENT.issuperset(states)


def rows_that_wait(states: Mapping[str, int]) -> str:
    """ "8 rows wait." """
    unsent = sum(count for state, count in states.items() if state in UNSENT)
    return f"{unsent} row{' waits' if unsent == 1 else 's wait'}."


def listed(skus: list[str]) -> str:
    """The first few, and how many more there are."""
    more = len(skus) - NAMED_SKUS
    return ", ".join(skus[:NAMED_SKUS]) + (f" and {more} more" if more > 0 else "")
