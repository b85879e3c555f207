"""Asking a provider how tasks stand: within the request budget, and so that the account learns from a failure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from renders.models import Account
from renders.models.accounts import PROBE_AFTER
from renders.providers import Busy, Denied, Looked, Provider, Unclear
from renders.providers.base import MOST_CALLS


def asked(account: Account, provider: Provider, task_ids: Sequence[str], now: datetime) -> Looked | None:
    """What the provider says of these tasks; None when it said nothing, which the account then knows."""
    per_call = provider.abilities.tasks_per_look
    most = max(MOST_CALLS, -(-len(task_ids) // per_call))
    taken = 0 if account.is_told_to_wait(now) else account.take(most, now)
    if not taken:
        return None
    made = 1
    try:
        looked = provider.look(task_ids[: taken * per_call], taken)
        made = looked.calls
        return looked
    except Busy as busy:
        account.hold_off(now + timedelta(seconds=busy.seconds))
    except Denied as denied:
        account.pause(str(denied), PROBE_AFTER)
    except Unclear:
        account.stumbled()
    finally:
        account.give_back(taken - made)
    return None
