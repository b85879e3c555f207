"""What stands above the choices of an order: a running campaign with its pilot, and an admin's leave for a model."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import Campaign, Colorway, Exemption, ImageModel, Placement, PromptVersion
from renders.models import ShotSet
from renders.models.pilots import Pilot


@dataclass(frozen=True)
class Problem:
    """Why an order cannot be launched: the form's field and one sentence."""

    field: str
    sentence: str


@dataclass(frozen=True)
class Governance:
    """The campaign an order falls under, its pilot, the leave it needs, and what they refuse."""

    campaign: Campaign | None = None
    pilot: Pilot | None = None
    exemption: Exemption | None = None
    problems: Sequence[Problem] = ()
    pilot_keeps: Sequence[int] = ()
    """Where the order is too large for the pilot: the colorways that would fit."""


def governed(
    colorways: Sequence[Colorway], placement: Placement, version: PromptVersion, image_model: ImageModel, kind: str
) -> Governance:
    """What governs an order of these choices, as of now."""
    exemption, problems = leave(placement, version, image_model)
    campaign = None
    if kind == ShotSet.Kind.PRODUCTION:
        campaign = Campaign.objects.for_order(placement, version.template)
    if campaign is None:
        return Governance(exemption=exemption, problems=problems)
    pilot = Pilot.of(campaign)
    kept = pilot.keeps(colorways) if pilot.is_limiting else [colorway.pk for colorway in colorways]
    problems += held_otherwise(campaign, placement, version, image_model)
    is_too_large = len(kept) < len(colorways)
    if is_too_large:
        problems.append(Problem("colorways", too_large(pilot, len(colorways), len(kept))))
    return Governance(campaign, pilot, exemption, problems, kept if is_too_large else ())


def leave(
    placement: Placement, version: PromptVersion, image_model: ImageModel
) -> tuple[Exemption | None, list[Problem]]:
    """The exemption under which this model serves the placement, where it needs one; a problem where it has none."""
    if image_model.is_enabled and placement.image_models.filter(pk=image_model.pk).exists():
        return None, []
    granted = Exemption.objects.open().with_rows().filter(placement=placement, image_model=image_model).first()
    if granted and image_model.is_enabled:
        return granted, []
    if version.image_model_id == image_model.pk:
        fixes = f"{version} fixes {image_model}, which may not be used for {placement.name}."
        return None, [Problem("version", f"{fixes} Choose another version; admins decide which models serve it.")]
    sentence = f"{image_model} may not be used for {placement.name}. Admins decide which models serve it."
    return None, [Problem("image_model", sentence)]


def held_otherwise(
    campaign: Campaign, placement: Placement, version: PromptVersion, image_model: ImageModel
) -> list[Problem]:
    """A version or an image model other than the campaign's."""
    held, models = campaign.version_of(version.template), list(campaign.image_models.all())
    found = []
    if held != version:
        sentence = f"Production for {placement.name} uses {held}: it is locked by {campaign.told}."
        found.append(Problem("version", sentence))
    if models and image_model not in models:
        names = ", ".join(model.name for model in models)
        found.append(Problem("image_model", f"Campaign {campaign} draws with {names}, not with {image_model}."))
    return found


def too_large(pilot: Pilot, wanted: int, kept: int) -> str:
    """How much of an order the pilot takes, and what to do."""
    campaign = pilot.campaign
    before = f", {len(pilot.skus)} are ordered" if pilot.skus else ""
    first = f"The pilot of campaign {campaign} takes {campaign.pilot_skus} SKUs{before}; this order has {wanted}."
    if not kept:
        return f"{first} The rest opens when the pilot's pictures are decided."
    return f"{first} Keep the first {kept}."


def taken_up(governance: Governance) -> list[Problem]:
    """Use the exemption an order needs; a problem when another order was first."""
    exemption = governance.exemption
    if exemption is None or Exemption.objects.filter(pk=exemption.pk).use():
        return []
    return [taken(exemption)]


def taken(exemption: Exemption | None) -> Problem:
    """Somebody else was first."""
    return Problem("image_model", f"The leave to use {exemption} was taken up by another order or taken back.")
