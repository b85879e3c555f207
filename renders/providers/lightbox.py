"""The built-in studio as a provider: free, on this machine, from our own artwork.

It draws in `fetch`. Contract and seed determine every byte, so after a worker dies while drawing, the next one
makes the same picture.
"""

import io
from collections.abc import Iterable, Mapping, Sequence

from PIL import Image

from renders import studio
from renders.contracts import ContractArtwork, GenerationContract
from renders.providers.base import (
    MOST_CALLS,
    Abilities,
    Fate,
    Looked,
    ModelSpec,
    Order,
    Output,
    Progress,
    Receipt,
    Report,
    Unobtainable,
)


class Lightbox:
    """An adapter over `renders.studio`. Its task ids are `lightbox-<pictures>-<key>`."""

    abilities = Abilities(
        replays_by_key=True,
        answers_at_once=True,
        source_type="http://cv.iptc.org/newscodes/digitalsourcetype/composite",
    )

    def objections(self, contract: GenerationContract, spec: ModelSpec) -> Sequence[str]:
        """A view without a cutout cannot be composed."""
        view = brief_of(contract).view
        if _find(contract.artwork, "cutout", view):
            return []
        return [f"{contract.product} has no {view} cutout. Add one on its page, or choose a version for another view."]

    def remarks(self, contract: GenerationContract) -> Sequence[str]:
        """The phrases the studio does not draw."""
        return [f"“{phrase.text}”: {phrase.explanation}" for phrase in brief_of(contract).not_honoured]

    def draft(self, order: Order) -> str:
        """The number of pictures; contract and seeds are fields of the rows."""
        return str(len(order.seeds))

    def send(self, draft: str, key: str) -> Receipt:
        """Nothing is sent: the key names the task."""
        return Receipt(task_id=f"lightbox-{draft}-{key}")

    def look(self, task_ids: Sequence[str], most_calls: int = MOST_CALLS) -> Looked:
        """Every task is ready to be drawn at once."""
        progress = {task_id: _finished(int(task_id.split("-")[1])) for task_id in task_ids}
        return Looked(progress=progress, calls=0)

    def fetch(self, output: Output, order: Order) -> bytes:
        """Draw the picture. Raises `Unobtainable` when the artwork cannot be drawn from."""
        contract = order.contract
        brief = brief_of(contract)
        cutout = _picture(order, _find(contract.artwork, "cutout", brief.view))
        if cutout is None:
            raise Unobtainable(f"{contract.product} has no {brief.view} cutout")
        tint = _picture(order, _find(contract.artwork, "tint", brief.view))
        try:
            drawn = studio.draw(
                brief, cutout, tint, contract.colorway.swatch, contract.size(), order.seeds[output.index]
            )
        except studio.StudioError as error:
            raise Unobtainable(str(error)) from error
        return _png(drawn)

    def read_report(self, body: bytes, headers: Mapping[str, str]) -> Report:
        """The studio sends no callbacks."""
        return Report()


def brief_of(contract: GenerationContract) -> studio.StudioBrief:
    """The prompt as the studio reads it; words that only name the product count as honoured."""
    texts = [contract.product, contract.colorway.name, contract.colorway.words, contract.variant]
    return studio.read_brief(contract.prompt, product_words=[text for text in texts if text])


def _finished(pictures: int) -> Progress:
    return Progress(fate=Fate.FINISHED, outputs=[Output("lightbox:", index) for index in range(pictures)])


def _find(artwork: Iterable[ContractArtwork], kind: str, view: str) -> ContractArtwork | None:
    return next((one for one in artwork if one.kind == kind and one.view == view), None)


def _picture(order: Order, artwork: ContractArtwork | None) -> Image.Image | None:
    return Image.open(io.BytesIO(order.read_artwork(artwork.sha256))) if artwork else None


def _png(image: Image.Image) -> bytes:
    """Low compression: the strongest setting takes longer than the drawing."""
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()
