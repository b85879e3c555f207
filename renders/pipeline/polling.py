"""Asking a provider how tasks stand, within the request budget, and what an account learns from an error."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from renders.models import Account
from renders.models.accounts import PROBE_INTERVAL
from renders.providers import Busy, Denied, PollResult, Provider, ProviderError, Unclear
from renders.providers.base import MAX_POLL_REQUESTS


def poll(account: Account, provider: Provider, task_ids: Sequence[str], now: datetime) -> PollResult | None:
    """What the provider says of these tasks; None when it gave no answer, which the account then knows."""
    per_request = provider.abilities.tasks_per_poll
    wanted = max(MAX_POLL_REQUESTS, -(-len(task_ids) // per_request))
    taken = 0 if account.must_wait(now) else account.take_requests(wanted, now)
    if not taken:
        return None
    made = 1
    try:
        result = provider.poll(task_ids[: taken * per_request], taken)
        made = result.requests
        return result
    except ProviderError as error:
        learn_from(error, account, now)
    finally:
        account.return_requests(taken - made)
    return None


def learn_from(error: ProviderError, account: Account, now: datetime) -> None:
    """What an error of its provider means for the whole account: wait, pause, or count a failure."""
    match error:
        case Busy():
            account.wait_until(now + timedelta(seconds=error.seconds))
        case Denied():
            account.pause(str(error), PROBE_INTERVAL)
        case Unclear():
            account.count_failure()
