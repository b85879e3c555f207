"""What every provider speaks: orders in, progress and bytes out, errors named by what the caller should do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from renders.contracts import GenerationContract


@dataclass(frozen=True, kw_only=True)
class Abilities:
    """What a provider documents; the machinery asks this instead of knowing vendors."""

    samples_per_request: int = 1
    replays_by_key: bool = False
    """A repeat of the same request with the same key buys nothing new and answers with the first task."""
    answers_at_once: bool = False
    """What it accepts is finished, so the first look need not wait."""
    source_type: str = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    """The IPTC digital source type of its pictures."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """One request: a contract, one seed a picture, and a key that names this request and no other."""

    contract: GenerationContract
    seeds: Sequence[int]
    key: str
    read_artwork: Callable[[str], bytes]
    """Bytes of one of the contract's artwork files by sha256."""


@dataclass(frozen=True)
class Output:
    """One finished picture, still at the provider. `index` is its place in the request, from 0."""

    address: str
    index: int = 0
    expires_at: datetime | None = None


class Fate(StrEnum):
    """Where a task is, as far as the provider says."""

    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What one look found out about one task."""

    fate: Fate
    outputs: Sequence[Output] = ()
    reason: str = ""
    explanation: str = ""
    was_charged: bool = False


class ProviderError(Exception):
    """Base: what the provider said, in our words."""


class Refused(ProviderError):
    """Not accepted, not billed; asking again with the same order will not help."""


class Busy(ProviderError):
    """Not accepted, not billed; come back after `seconds`."""

    def __init__(self, sentence: str, seconds: float) -> None:
        super().__init__(sentence)
        self.seconds = seconds


class Unclear(ProviderError):
    """It may have been accepted: the renders are in doubt."""


class Unfetched(ProviderError):
    """The bytes could not be had this time; fetching again may help."""


class Unobtainable(ProviderError):
    """The bytes will never be had, for example because their address expired."""


class Provider(Protocol):
    """One vendor. Values in, values out; knows no rows and no queue."""

    abilities: Abilities

    def objections(self, contract: GenerationContract) -> Sequence[str]:
        """Why this contract would be refused, one sentence each, found without asking the vendor."""

    def remarks(self, contract: GenerationContract) -> Sequence[str]:
        """What it will draw differently from the prompt, one sentence each; told on the render."""

    def submit(self, order: Order) -> str:
        """Send an order; the vendor's task id. Raises `Refused`, `Busy` or `Unclear`."""

    def look(self, task_ids: Sequence[str]) -> Mapping[str, Progress]:
        """How these tasks stand, the cheapest way there is; what is missing is unknown for now. Raises `Busy`."""

    def fetch(self, output: Output, order: Order) -> bytes:
        """The exact bytes of a finished picture. Raises `Unfetched` or `Unobtainable`."""
