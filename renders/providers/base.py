"""What every provider speaks: orders in, progress and bytes out, errors named by what the caller should do."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from django.utils.translation import gettext as _

from catalog.pictures.preparing import Source
from renders.contracts import ContractArtwork, GenerationContract
from renders.finishing.steps.settings import Chain

# How long before and after an order was sent its task may say it was created: clocks differ, and a request takes time.
SEARCH_BEFORE, SEARCH_AFTER = timedelta(minutes=1), timedelta(minutes=3)
# Requests that one poll may take; tasks it did not reach are asked about in the next.
MAX_POLL_REQUESTS = 4


@dataclass(frozen=True, kw_only=True)
class Abilities:
    """What a provider documents; the pipeline asks this instead of knowing vendors."""

    samples_per_request: int = 1
    # A repeat of the same request with the same key buys nothing new and answers with the first task.
    replays_by_key: bool = False
    # It lists its latest tasks, so that an order whose answer was lost can be looked for.
    has_task_list: bool = False
    # It reports the end of a task to an address sent with the order. Without it, or without an address of our own that
    # is reachable from outside, tasks are polled.
    has_callbacks: bool = False
    # What it accepts is finished, so the first poll need not wait.
    finishes_at_once: bool = False
    # How many tasks one request can tell about.
    tasks_per_poll: int = 1
    # It takes a picture before the order and gives an address that an order can name.
    takes_uploads: bool = False
    # The IPTC digital source type of its pictures.
    source_type: str = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


@dataclass(frozen=True, kw_only=True)
class ModelSpec:
    """One image model as its provider's adapter needs it, out of the catalogue's row."""

    endpoint: str
    name: str
    input_schema: Mapping[str, Any] = field(default_factory=dict)
    size_names: Mapping[str, Any] = field(default_factory=dict)
    abilities: Mapping[str, Any] = field(default_factory=dict)
    # The field, number, forms and roles of the reference pictures it takes; empty where it draws from text alone.
    reference_pictures: Mapping[str, Any] = field(default_factory=dict)
    # The name of a model that has an ability this one lacks, by ability; shown where this one is refused.
    instead: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FinishingOrder:
    """What a picture is made of and by which steps, for the provider that finishes others' pictures."""

    master: Source
    chain: Chain
    # The files that the chain names, by digest.
    artwork: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ProviderOrder:
    """One request: a contract, one seed a picture, and a key that names this request and no other."""

    contract: GenerationContract
    spec: ModelSpec
    seeds: Sequence[int]
    key: str
    # The bytes of one of the contract's artwork files, by sha256.
    read_artwork: Callable[[str], bytes]
    # Where the vendor may report the end; empty when nobody outside can reach us.
    callback_url: str = ""
    # Where the vendor finds the contract's references, in their order: addresses, or pictures as `data:` addresses.
    references: Sequence[str] = ()
    # Only for pictures that are made of another render.
    finishing: FinishingOrder | None = None

    def file_of(self, artwork: ContractArtwork) -> bytes:
        """The bytes of one of the contract's artwork files. Raises `ArtworkMissing`."""
        try:
            return self.read_artwork(artwork.sha256)
        except FileNotFoundError:
            missing = _("The file of the %(view)s %(kind)s of %(product)s is missing.") % {
                "view": artwork.view,
                "kind": artwork.kind,
                "product": self.contract.product,
            }
            raise ArtworkMissing(
                _("%(missing)s Upload it on the product's page, then order again.") % {"missing": missing}
            ) from None


@dataclass(frozen=True)
class Output:
    """One finished picture, still at the provider. `index` is its place in the request, from 0."""

    address: str
    index: int = 0
    expires_at: datetime | None = None


class TaskStatus(StrEnum):
    """Where a task is, as far as the provider says."""

    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class TaskProgress:
    """How one task stands. A retryable failure may be ordered again out of the retry pool."""

    status: TaskStatus
    outputs: Sequence[Output] = ()
    reason: str = ""
    explanation: str = ""
    was_charged: bool = False
    is_retryable: bool = False
    # Of a task that runs: what the provider said of it, for the log when its time is up.
    answer: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class OrderReceipt:
    """An accepted request: the vendor's task id and, where it answered at once, how the task ended."""

    task_id: str
    progress: TaskProgress | None = None


@dataclass(frozen=True, kw_only=True)
class PollResult:
    """Progress by task id, and how many requests the poll took.

    `asked` are the tasks that the provider was asked about; how the others stand, nobody tried to know. `error` is what
    it answered besides: at least one request got a clear answer.
    """

    progress: Mapping[str, TaskProgress]
    requests: int = 1
    asked: Collection[str] = ()
    error: "ProviderError | None" = None


@dataclass(frozen=True, kw_only=True)
class TaskSearch:
    """The listed tasks that an order may have become, by id, the oldest first; and how many requests it took.

    `is_complete` says that the list reaches back to when the order was sent.
    """

    task_ids: Sequence[str] = ()
    is_complete: bool = False
    requests: int = 1


@dataclass(frozen=True, kw_only=True)
class CallbackReport:
    """A callback as understood: the task it speaks of, and how that ended if the vendor's signature proves it."""

    task_id: str = ""
    proven: TaskProgress | None = None


class ProviderError(Exception):
    """Base: one sentence about what the provider answered."""


class Refused(ProviderError):
    """Not accepted, not billed; asking again with the same order will not help.

    Where the vendor lists which values it takes for a field, they are here.
    """

    def __init__(self, sentence: str, field: str = "", values: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.field, self.values = field, values


class Denied(ProviderError):
    """Not accepted, not billed, and nothing else will be: key, plan or balance. The account must pause."""


class ModelDenied(Denied):
    """No other order for this image model will be accepted: the plan lacks it, or the key is bad, for which vendors
    have the same code. Other image models may still be ordered."""

    code = "permission_denied"


class Busy(ProviderError):
    """Not accepted, not billed; come back after `seconds`."""

    def __init__(self, sentence: str, seconds: float) -> None:
        super().__init__(sentence)
        self.seconds = seconds


class ProviderUnreachable(Busy):
    """Nothing left this machine, so nothing was accepted. Like an answer that never came it tells of an outage."""


class Unclear(ProviderError):
    """It may have been accepted: the renders are in doubt."""


class FetchFailed(ProviderError):
    """The bytes could not be had this time; fetching again may help."""


class ArtworkMissing(FetchFailed):
    """A file to draw from is not on the disk. That may end: a disk that was away comes back."""


class OutputGone(ProviderError):
    """There is nothing at this address, now or any more; a fresh address may help."""


class OutputRefused(ProviderError):
    """We do not take what is at this address, wherever it is fetched again: it leads elsewhere or is far too large.

    `code` is the reason that the failed render carries.
    """

    def __init__(self, message: str, *, code: str = "unobtainable") -> None:
        super().__init__(message)
        self.code = code


class Provider(Protocol):
    """One vendor. Values in, values out; knows no rows and no queue."""

    abilities: Abilities

    def objections(self, contract: GenerationContract, spec: ModelSpec) -> Sequence[str]:
        """Why this contract would be refused, one sentence each, without asking the vendor."""

    def remarks(self, contract: GenerationContract) -> Sequence[str]:
        """What it will draw differently from the prompt, one sentence each; shown beside the render."""

    def draft(self, order: ProviderOrder) -> str:
        """The exact request of an order. It is stored before it is sent, so that a repeat is identical to the byte."""

    def upload(self, picture: bytes) -> str:
        """The address that the vendor gives for a JPEG, to be named in an order. Raises what `send` raises. Only where
        `abilities.takes_uploads`."""

    def send(self, draft: str, key: str) -> OrderReceipt:
        """Send a stored request. Raises `Refused`, `Denied`, `Busy`, `Unclear`, or `ProviderUnreachable` when it was
        not sent at all."""

    def poll(self, task_ids: Sequence[str], max_requests: int = MAX_POLL_REQUESTS) -> PollResult:
        """How these tasks stand; `task_ids` come oldest first. Takes the cheapest way there is and at most
        `max_requests` requests. Raises `Busy`, `Denied` or `Unclear` when no request got a clear answer."""

    def find(self, draft: str, sent_at: datetime, max_requests: int) -> TaskSearch:
        """Look in the list of tasks for those that a stored request sent at that time may have become. Raises `Busy`,
        `Denied` or `Unclear`. Only where `abilities.has_task_list`."""

    def list_since(self, since: datetime, max_requests: int) -> TaskSearch:
        """Every task in the list from that moment on, whatever it is of. Raises `Busy`, `Denied` or `Unclear`. Only
        where `abilities.has_task_list`."""

    def fetch(self, output: Output, order: Callable[[], ProviderOrder]) -> bytes:
        """The exact bytes of a finished picture; `order` reads what was ordered, for a provider that draws them now.
        Raises `FetchFailed`, `OutputGone` or `OutputRefused`."""

    def read_callback(self, body: bytes, headers: Mapping[str, str]) -> CallbackReport:
        """What a callback says. Without a valid signature it is a hint at a task and no more."""
