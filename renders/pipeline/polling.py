"""Asking a provider how tasks stand, within the request budget, and what an account learns from an error."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from catalog.models import ImageModel
from renders.models import Account, Attempt, ModelPause
from renders.providers import (
    Busy,
    Denied,
    ModelDenied,
    PollResult,
    Provider,
    ProviderError,
    ProviderUnreachable,
    TaskSearch,
    Unclear,
)
from renders.providers.base import MAX_POLL_REQUESTS

# A list of 2,000 tasks, the newest first, reaches back far enough for most doubts.
MAX_SEARCH_REQUESTS = 20
# How often a single request, which may read a list, asks about the oldest task alone: a list may leave it out for ever.
SHARE_OF_OLDEST = 0.25


def poll(account: Account, provider: Provider, task_ids: Sequence[str], now: datetime) -> PollResult | None:
    """What the provider says of these tasks; None when it gave no answer, which the account then knows.

    A provider whose last polls got no answer is asked about one task as the probe of the account's pause.
    """
    per_request = provider.abilities.tasks_per_poll
    wanted = max(MAX_POLL_REQUESTS, -(-len(task_ids) // per_request))
    if account.polls_wait_for_probe:
        wanted = 1 if account.claim_probe(now) else 0
        # Another one each time: the oldest may be the very task that cannot be read.
        task_ids = random.sample(task_ids, len(task_ids)) if per_request == 1 else task_ids
    taken = 0 if account.must_wait(now) or not wanted else account.take_requests(wanted, now)
    if not taken:
        return None
    made = 1
    if taken == 1 and random.random() < SHARE_OF_OLDEST:
        task_ids = task_ids[:1]
    try:
        result = provider.poll(task_ids[: taken * per_request], taken)
        made = result.requests
    except ProviderError as error:
        learn_from_read(error, account, now)
        return None
    finally:
        account.return_requests(taken - made)
    account.read_answered(now)
    if isinstance(result.error, Busy | Denied):
        learn_from_read(result.error, account, now)
    return result


def read_is_answered(account: Account, provider: Provider, task_id: str, now: datetime) -> bool:
    """Whether the provider answers a read of this task, which costs nothing and leaves no doubt behind."""
    try:
        provider.poll([task_id], 1)
    except ProviderError as error:
        account.postpone_probe(now)
        learn_from_read(error, account, now)
        return False
    return True


def find(account: Account, provider: Provider, attempt: Attempt, now: datetime) -> TaskSearch | None:
    """What the provider's list of tasks says of an order; None when it cannot be asked now."""
    sent_at = attempt.sent_at
    if not sent_at or (account.polls_wait_for_probe and not account.claim_probe(now)):
        return None
    return read_list(account, now, lambda requests: provider.find(attempt.sent_request, sent_at, requests))


def list_since(account: Account, provider: Provider, since: datetime, now: datetime) -> TaskSearch | None:
    """Every task in the provider's list from that moment on; None when it cannot be asked now."""
    return read_list(account, now, lambda requests: provider.list_since(since, requests))


def read_list(account: Account, now: datetime, ask: Callable[[int], TaskSearch]) -> TaskSearch | None:
    """What the list says, within the request budget; None when there was no answer, which the account then knows."""
    taken = 0 if account.must_wait(now) else account.take_requests(MAX_SEARCH_REQUESTS, now)
    if not taken:
        return None
    made = 1
    try:
        found = ask(taken)
        made = found.requests
    except ProviderError as error:
        learn_from_read(error, account, now)
        return None
    finally:
        account.return_requests(taken - made)
    account.read_answered(now)
    return found


def learn_from_read(error: ProviderError, account: Account, now: datetime) -> None:
    """What an error of a poll means for the account. A refused key is asked no more often than a silent provider."""
    match error:
        case Busy():
            account.wait_until(now + timedelta(seconds=error.seconds))
        case Denied():
            account.pause(str(error))
            account.count_read_failure()
        case Unclear():
            account.count_read_failure()


def learn_from_order(error: ProviderError, account: Account, image_model: ImageModel, now: datetime) -> None:
    """What an error of an order means for the account. Only an error without a clear answer counts as a failure."""
    match error:
        case ModelDenied():
            account.order_answered()
            ModelPause.objects.deny(account, image_model, code=error.code, explanation=str(error))
        case ProviderUnreachable():
            account.wait_until(now + timedelta(seconds=error.seconds))
            account.count_failure()
        case Busy():
            account.wait_until(now + timedelta(seconds=error.seconds))
            account.order_answered()
        case Denied():
            account.pause(str(error))
        case Unclear():
            account.count_failure()
