"""What a picture is measured against: its contract, its siblings, the real product and what is live in its place."""

from functools import lru_cache

from renders import providers, quality, studio
from renders.contracts import ContractArtwork, GenerationContract
from renders.files import ARTWORK, MASTERS
from renders.models import Render, RuleSet
from renders.models.pictures import live_in_slot
from renders.models.publications import slot_in_gallery
from renders.studio import PhraseCode

NAMED_VIEWS = frozenset({PhraseCode.VIEW_FRONT, PhraseCode.VIEW_THREE_QUARTER, PhraseCode.VIEW_TOP})
SHIPPED = quality.Rules()


def inspection_order(render: Render) -> quality.InspectionOrder:
    """What its picture is measured against."""
    contract = render.contract
    artwork, approved = shown_artwork(contract), approved_picture(contract)
    return quality.InspectionOrder(
        contract,
        earlier_hashes(render),
        rules_of(render.shot.placement_id),
        fill=render.refit_to,
        artwork_file=ARTWORK.source(artwork.sha256) if artwork else None,
        approved_file=MASTERS.source(approved) if approved else None,
    )


def rules_of(placement_id: int | None) -> quality.Rules:
    """The rules that ship, with what an admin changed for this placement or for all."""
    limits, severities, revision = RuleSet.objects.in_force(placement_id)
    return SHIPPED.changed(
        limits, {code: quality.Severity(severity) for code, severity in severities.items()}, revision
    )


def shown_artwork(contract: GenerationContract) -> ContractArtwork | None:
    """The product's cutout in the view that the picture shows, else its photo. A vendor of whom no view was asked may
    show any."""
    if not contract.artwork:
        return None
    view, is_named = view_in(contract.prompt)
    if not (is_named or contract.provider in providers.local_providers()):
        return None
    found = {one.kind: one for one in reversed(contract.artwork) if one.view == view}
    return found.get("cutout") or found.get("photo")


def approved_picture(contract: GenerationContract) -> str:
    """The sha256 of what is live in the place of a picture with this contract and shows the same view; else empty."""
    live = live_in_slot(slot_in_gallery(contract.sku, contract.placement, contract.template))
    of_same_view = (sha256 for sha256, other in live if view_in(other["prompt"]) == view_in(contract.prompt))
    return next(of_same_view, "")


# All candidates of a shot have the same prompt.
@lru_cache(maxsize=256)
def view_in(prompt: str) -> tuple[str, bool]:
    """The view that a prompt asks for, and whether in words."""
    brief = studio.read_brief(prompt)
    return str(brief.view), any(phrase.code in NAMED_VIEWS for phrase in brief.phrases)


def earlier_hashes(render: Render) -> dict[int, int]:
    """The perceptual hashes of the candidates with smaller numbers, by number. One that is made of another looks like
    it, which is no fault of either."""
    if render.parent_id:
        return {}
    shot = Render.fast.filter(shot=render.shot_id).values_list("number", "perceptual_hash", "parent")
    return {number: int(value, 16) for number, value, parent in shot if number < render.number and value and not parent}
