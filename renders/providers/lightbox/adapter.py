"""The built-in studio as a provider: free, on this machine, from our own artwork.

It draws in `fetch`. Contract and seed determine every byte, so after a worker dies while drawing, the next one
makes the same picture.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from django.utils.translation import gettext as _

from catalog.processes import run
from config.variables import Variables
from renders import studio
from renders.contracts import ContractArtwork, GenerationContract
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
    TaskProgress,
    TaskSearch,
    TaskStatus,
)
from renders.providers.input_objections import instead_of, style_objection


class LightboxProvider:
    """An adapter over `renders.studio`. Its task ids are `lightbox-<pictures>-<key>`."""

    abilities = Abilities(
        replays_by_key=True,
        finishes_at_once=True,
        source_type="http://cv.iptc.org/newscodes/digitalsourcetype/composite",
    )

    def objections(self, contract: GenerationContract, spec: ModelSpec) -> Sequence[str]:
        if contract.references:
            sentence = _(
                "%(spec)s composes from cutouts and takes no reference image. Order it without one%(instead)s."
            )
            return [sentence % {"spec": spec.name, "instead": instead_of(spec, "reference")}]
        if sentences := list(style_objection(contract, spec)):
            return sentences
        view = brief_of(contract).view
        if _find(contract.artwork, "cutout", view):
            return []
        return [
            _("%(product)s has no %(view)s cutout. Add one on its page, or choose a version for another view.")
            % {"product": contract.product, "view": view}
        ]

    def remarks(self, contract: GenerationContract) -> Sequence[str]:
        """The phrases the studio does not draw."""
        return [f"“{phrase.text}”: {phrase.explanation}" for phrase in brief_of(contract).not_honoured]

    def draft(self, order: ProviderOrder) -> str:
        """How many pictures are asked for; contract and seeds are read from the rows."""
        return str(len(order.seeds))

    def upload(self, picture: bytes) -> str:
        raise Refused(_("%(vendor)s takes no uploads.") % {"vendor": "lightbox"})

    def send(self, draft: str, key: str) -> OrderReceipt:
        # Nothing is sent: the key names the task.
        return OrderReceipt(task_id=f"lightbox-{draft}-{key}")

    def poll(self, task_ids: Sequence[str], max_requests: int = MAX_POLL_REQUESTS) -> PollResult:
        # Every task is ready to be drawn at once.
        progress = {task_id: _finished(int(task_id.split("-")[1])) for task_id in task_ids}
        return PollResult(progress=progress, requests=0, asked=task_ids)

    def find(self, draft: str, sent_at: datetime, max_requests: int) -> TaskSearch:
        # There is no list.
        return TaskSearch(requests=0)

    def list_since(self, since: datetime, max_requests: int) -> TaskSearch:
        return TaskSearch(requests=0)

    def fetch(self, output: Output, order: Callable[[], ProviderOrder]) -> bytes:
        """Draw the picture. Raises `OutputRefused` when the artwork cannot be drawn from, and `ArtworkMissing`."""
        ordered = order()
        contract = ordered.contract
        brief = brief_of(contract)
        cutout = _file(ordered, _find(contract.artwork, "cutout", brief.view))
        if cutout is None:
            raise OutputRefused(
                _("%(product)s has no %(view)s cutout") % {"product": contract.product, "view": brief.view}
            )
        tint = _file(ordered, _find(contract.artwork, "tint", brief.view))
        swatch, seed = contract.colorway.swatch, ordered.seeds[output.index]
        try:
            return run(studio.draw_png, brief, cutout, tint, swatch, contract.size(), seed)
        except studio.StudioError as error:
            raise OutputRefused(str(error)) from error

    def read_callback(self, body: bytes, headers: Mapping[str, str]) -> CallbackReport:
        return CallbackReport()


def from_variables(variables: Variables, allowed_hosts: Sequence[str]) -> LightboxProvider:
    """The adapter. The studio needs nothing from the environment."""
    return LightboxProvider()


def brief_of(contract: GenerationContract) -> studio.StudioBrief:
    """The prompt as the studio reads it; words that only name the product count as honoured."""
    names = [contract.product, contract.colorway.name, contract.colorway.words, contract.variant]
    return _brief(contract.prompt, tuple(name for name in names if name))


# Objections, remarks and each candidate ask again what one prompt means: 5 ms each time.
@lru_cache(1_000)
def _brief(prompt: str, names: tuple[str, ...]) -> studio.StudioBrief:
    return studio.read_brief(prompt, product_words=names)


def _finished(pictures: int) -> TaskProgress:
    return TaskProgress(status=TaskStatus.FINISHED, outputs=[Output("lightbox:", index) for index in range(pictures)])


def _find(artwork: Iterable[ContractArtwork], kind: str, view: str) -> ContractArtwork | None:
    return next((one for one in artwork if one.kind == kind and one.view == view), None)


def _file(order: ProviderOrder, artwork: ContractArtwork | None) -> bytes | None:
    return order.file_of(artwork) if artwork else None
