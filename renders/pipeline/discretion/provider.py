"""Orders with a customer's name: a provider's answer may repeat the prompt, so only the kind of each is stored."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar, cast

from django.utils.translation import gettext as _

from catalog.pictures.storing.away import StoreAway
from renders.models import Shot
from renders.models.renders import NOT_REFUSED
from renders.orders import encrypted_address
from renders.providers import (
    Busy,
    OrderReceipt,
    Output,
    OutputRefused,
    Provider,
    ProviderError,
    ProviderOrder,
    TaskProgress,
    TaskSearch,
)

Answer = TypeVar("Answer")


class CustomerOrderBroke(Exception):
    """Stands for an error that nobody foresaw: its text may show the order, so it has its kind alone."""


def for_order(shot: Shot, provider: Provider) -> Provider:
    """The provider for orders of this shot: a discreet one where a customer's name is in the request."""
    return cast("Provider", DiscreetProvider(provider)) if shot.is_for_customer else provider


class DiscreetProvider:
    """A provider whose errors and answers do not repeat what was ordered."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def __getattr__(self, name: str) -> Any:
        return getattr(self._provider, name)

    def draft(self, order: ProviderOrder) -> str:
        return quietly(lambda: self._provider.draft(order))

    def send(self, draft: str, key: str) -> OrderReceipt:
        return quietly(lambda: self._provider.send(draft, key))

    def find(self, draft: str, sent_at: datetime, max_requests: int) -> TaskSearch:
        return quietly(lambda: self._provider.find(draft, sent_at, max_requests))

    def fetch(self, output: Output, order: Callable[[], ProviderOrder]) -> bytes:
        return quietly(lambda: self._provider.fetch(output, order))


def quietly(ask: Callable[[], Answer]) -> Answer:
    """What `ask` answers. Raises errors of the same kinds, with a sentence of ours."""
    try:
        return ask()
    except StoreAway:
        raise
    except ProviderError as error:
        raise quiet_error(error) from None
    except Exception as error:  # whatever it is, its text and its traceback may show the order
        raise CustomerOrderBroke(type(error).__name__) from None


def quiet_error(error: ProviderError) -> ProviderError:
    if isinstance(error, Busy):
        return type(error)(quiet_sentence(), error.seconds)
    if isinstance(error, OutputRefused):
        return OutputRefused(quiet_sentence())
    return type(error)(quiet_sentence())


def quiet_sentence() -> str:
    return _("What the provider answered is not kept: it may repeat the customer's name.")


def quiet_progress(progress: TaskProgress) -> TaskProgress:
    """How a task ended, as it may be kept."""
    outputs = [replace(one, address=encrypted_address(one.address)) for one in progress.outputs]
    reason = progress.reason if progress.reason in NOT_REFUSED or not progress.reason else "refused"
    explanation = quiet_sentence() if progress.explanation else ""
    return replace(progress, outputs=outputs, reason=reason, explanation=explanation, answer={})
