"""One colorway becomes the contract of a shot, with everything that is wrong with it as sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from catalog import prompting
from catalog.linting import with_blank_label
from catalog.models import Artwork, Colorway, ImageModel, Placement, PromptVersion
from catalog.models.products import COLORS, CUSTOMER_NAME
from renders import providers
from renders.composing.options import NO_OPTIONS, OrderOptions
from renders.composing.shots.one_picture import problems_of_cells
from renders.contracts import ContractRefused, GenerationContract
from renders.models.shot_sets import CUSTOMER_PLACEHOLDER
from renders.providers import ModelSpec, model_input
from renders.providers.input_objections import garbles_label


class Gap(Enum):
    """What a shot lacks: a value that its prompt asks for, artwork to draw from, or an image model that takes it."""

    VALUE = "value"
    ARTWORK = "artwork"
    MODEL = "model"


@dataclass(frozen=True)
class PlannedShot:
    """One colorway as it would be ordered. `pieces` are its filled prompt, `remarks` what will be drawn differently."""

    colorway: Colorway
    pieces: Sequence[prompting.PromptPiece]
    contract: GenerationContract | None
    problems: Sequence[str]
    remarks: Sequence[str] = ()
    placement: Placement | None = None
    # What keeps it from being ordered; None where nothing does.
    gap: Gap | None = None
    # Its prompt asks for label text that the image model garbles.
    is_label_garbled: bool = False
    # The colours that its picture shows, where these are several.
    cells: Sequence[Colorway] = ()

    @property
    def colorways(self) -> Sequence[Colorway]:
        """All that its picture shows."""
        return self.cells or [self.colorway]


def planned_shot(
    colorway: Colorway,
    placement: Placement,
    version: PromptVersion,
    image_model: ImageModel,
    spec: ModelSpec,
    prompt: str = "",
    options: OrderOptions = NO_OPTIONS,
    cells: Sequence[Colorway] = (),
) -> PlannedShot:
    """One colorway's filled prompt, contract and its problems; `prompt` fills a version that asks for one, and `cells`
    are the colours that its picture shows, where these are several."""
    known = values_of(colorway, prompt, cells, options)
    pieces = prompting.pieces(version.prompt, version.values_with_defaults(known))
    problems = [*version.faults(known), *options.problems_of(colorway)]
    if options.in_one_picture:
        problems += problems_of_cells(cells, version, image_model)
    try:
        contract = contract_of(colorway, placement, version, image_model, prompt, options, cells)
    except prompting.Unfilled as unfilled:
        return PlannedShot(
            colorway, pieces, None, problems or [str(unfilled)], placement=placement, gap=Gap.VALUE, cells=cells
        )
    except ContractRefused as refusal:
        return PlannedShot(
            colorway, pieces, None, [*problems, str(refusal)], placement=placement, gap=Gap.VALUE, cells=cells
        )
    if options.leaves_label_blank:
        pieces = prompting.pieces(contract.prompt, {})
    gap = Gap.VALUE if problems else None
    if image_model.provider in providers.REGISTRY:
        provider = providers.named(image_model.provider)
        objections = [*provider.objections(contract, spec), *size_problems(contract, placement, spec)]
        if objections and gap is None:
            lacks_artwork = image_model.can("artwork") and not contract.references
            gap = Gap.ARTWORK if lacks_artwork else Gap.MODEL
        garbles = garbles_label(contract, spec)
        remarks = provider.remarks(contract)
        return PlannedShot(
            colorway, pieces, contract, [*problems, *objections], remarks, placement, gap, garbles, cells=cells
        )
    return PlannedShot(colorway, pieces, contract, problems, placement=placement, gap=gap, cells=cells)


def contract_of(
    colorway: Colorway,
    placement: Placement,
    version: PromptVersion,
    image_model: ImageModel,
    prompt: str = "",
    options: OrderOptions = NO_OPTIONS,
    cells: Sequence[Colorway] = (),
) -> GenerationContract:
    """Everything that decides what the shot's pictures are to show. Raises `Unfilled` or `ContractRefused`."""
    values = version.values_with_defaults(values_of(colorway, prompt, cells, options))
    drawn_from, text = options.of(colorway), prompting.fill(version.prompt, values)
    return GenerationContract.from_payload(
        {
            "sku": colorway.sku,
            "product": f"{values['material']} {values['product']}".strip(),
            "colorway": colour_of(colorway),
            "variant": f"{colorway.name} {values['finish']}".strip(),
            "placement": placement.slug,
            "aspect": placement.aspect,
            "template": version.template.slug,
            "version": version.number,
            "prompt_digest": version.digest(),
            "prompt": with_blank_label(text) if options.leaves_label_blank else text,
            "negative_prompt": prompting.fill(version.negative, values),
            "provider": image_model.provider,
            "model": image_model.endpoint,
            "parameters": version.parameters,
            "style": version.style,
            "artwork": artwork_of(colorway),
            **({"contract_version": 2, "references": drawn_from} if drawn_from else {}),
            **(fields_of_cells(cells, values["finish"]) if len(cells) > 1 else {}),
        }
    )


def values_of(colorway: Colorway, prompt: str, cells: Sequence[Colorway], options: OrderOptions) -> dict[str, str]:
    """The values of a shot's placeholders. That of a customer's name is the placeholder: no contract has the name."""
    values = {COLORS: "", CUSTOMER_NAME: "", **colorway.placeholder_values()} | ({"prompt": prompt} if prompt else {})
    values |= {CUSTOMER_NAME: CUSTOMER_PLACEHOLDER} if options.is_for_customer else {}
    return values | ({COLORS: ", ".join(one.color_words for one in cells)} if cells else {})


def fields_of_cells(cells: Sequence[Colorway], finish: str) -> dict[str, Any]:
    """The fields in which the contract of a picture of several colours differs: no single cutout shows all of them."""
    names = ", ".join(one.name for one in cells)
    return {
        "contract_version": 4,
        "colorway": {"name": names, "words": ", ".join(one.color_words for one in cells)},
        "variant": f"{names} {finish}".strip(),
        "artwork": [],
        "cells": [{"sku": one.sku, **colour_of(one)} for one in cells],
    }


def colour_of(colorway: Colorway) -> dict[str, str | None]:
    return {"name": colorway.name, "words": colorway.color_words, "swatch": colorway.swatch.lower() or None}


def artwork_of(colorway: Colorway) -> list[dict[str, str]]:
    """The files a picture of this colorway may be made from, its own before the product's."""
    found: dict[tuple[str, str], Artwork] = {}
    for artwork in colorway.usable_artwork:
        found.setdefault((artwork.kind, artwork.view), artwork)
    pinned = [{"kind": one.kind, "view": one.view, "sha256": one.sha256} for one in found.values()]
    masks = [one for one in found.values() if one.tint_sha256]
    return pinned + [{"kind": "tint", "view": one.view, "sha256": one.tint_sha256} for one in masks]


def size_problems(contract: GenerationContract, placement: Placement, spec: ModelSpec) -> list[str]:
    """A placement's minimum size, checked before any money is spent."""
    width, height = model_input.size_of(contract, spec)
    if width >= placement.min_width and height >= placement.min_height:
        return []
    need = f"{placement.min_width} × {placement.min_height}"
    return [
        _("%(placement)s needs at least %(need)s pixels, this order draws %(width)s × %(height)s.")
        % {"placement": placement.name, "need": need, "width": width, "height": height}
    ]
