"""Finishing as a provider: free, on this machine, from the master of another render.

It takes no orders: its renders enter at *finished*, and the picture is made in `fetch`. Master and chain determine
every byte, so after a worker dies at it, the next one makes the same picture.
"""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from catalog.processes import TooManyWaiting, run
from config.variables import Variables
from renders.contracts import GenerationContract
from renders.finishing.steps import FinishRefused, finish_file
from renders.providers.base import (
    MAX_POLL_REQUESTS,
    Abilities,
    CallbackReport,
    ModelSpec,
    OrderReceipt,
    Output,
    OutputRefused,
    PollResult,
    ProviderOrder,
    Refused,
    TaskSearch,
)

# Finishing takes a child for seconds: half of them stay free for pictures that are paid for.
_PLACES = threading.BoundedSemaphore(max(1, (os.cpu_count() or 1) // 2))


class FinishingProvider:
    """An adapter over `renders.finishing.steps`."""

    abilities = Abilities(finishes_at_once=True)

    def objections(self, contract: GenerationContract, spec: ModelSpec) -> Sequence[str]:
        return [_("Finishing draws nothing. Order the picture from an image model, then finish it.")]

    def remarks(self, contract: GenerationContract) -> Sequence[str]:
        """What was drawn otherwise stands on the picture that this one is made of."""
        return []

    def draft(self, order: ProviderOrder) -> str:
        raise self._refused()

    def upload(self, picture: bytes) -> str:
        raise self._refused()

    def send(self, draft: str, key: str) -> OrderReceipt:
        raise self._refused()

    def poll(self, task_ids: Sequence[str], max_requests: int = MAX_POLL_REQUESTS) -> PollResult:
        return PollResult(progress={}, requests=0, asked=task_ids)

    def find(self, draft: str, sent_at: datetime, max_requests: int) -> TaskSearch:
        return TaskSearch(requests=0)

    def list_since(self, since: datetime, max_requests: int) -> TaskSearch:
        return TaskSearch(requests=0)

    def fetch(self, output: Output, order: Callable[[], ProviderOrder]) -> bytes:
        """Make the picture. Raises `OutputRefused` with the step's own code, and `TooManyWaiting`."""
        ordered = order()
        if ordered.finishing is None:
            raise OutputRefused(_("This render says no steps to finish it by."))
        if not _PLACES.acquire(blocking=False):
            raise TooManyWaiting
        try:
            finishing = ordered.finishing
            return run(finish_file, finishing.master, finishing.chain, finishing.artwork).data
        except FinishRefused as refusal:
            raise OutputRefused(str(refusal), code=refusal.code) from refusal
        finally:
            _PLACES.release()

    def read_callback(self, body: bytes, headers: Mapping[str, str]) -> CallbackReport:
        return CallbackReport()

    @staticmethod
    def _refused() -> Refused:
        return Refused(_("%(vendor)s takes no orders.") % {"vendor": "finishing"})


def from_variables(variables: Variables, allowed_hosts: Sequence[str]) -> FinishingProvider:
    """The adapter. Finishing needs nothing from the environment."""
    return FinishingProvider()
