"""A chain of steps from the bytes of a master to the bytes of a finished picture. It runs in a child process."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from io import BytesIO

import numpy as np
from PIL import Image

from catalog.pictures import decode
from catalog.pictures.colour import srgb_profile
from catalog.pictures.preparing import Source, read
from catalog.texts import gettext as _
from renders.finishing.labels import put_on
from renders.finishing.renditions import on_white
from renders.finishing.steps.ai_label import labelled
from renders.finishing.steps.cells import cut_cell
from renders.finishing.steps.crop import cropped
from renders.finishing.steps.extend import extended
from renders.finishing.steps.product import ProductOnGround, find_product
from renders.finishing.steps.refit import refitted
from renders.finishing.steps.refusals import FinishFault, FinishRefused
from renders.finishing.steps.settings import (
    Chain,
    ConvertColour,
    CropTo,
    CutCell,
    ExtendTo,
    LabelAsMadeByAI,
    PutLabel,
    Refit,
    Step,
    WhitenGround,
)
from renders.finishing.steps.whiten import whitened


@dataclass(frozen=True)
class FinishedFile:
    """A PNG in sRGB. Equal masters and chains give equal bytes."""

    data: bytes = field(repr=False)
    width: int
    height: int


def finish_file(master: Source, chain: Chain, artwork: Mapping[str, Source] | None = None) -> FinishedFile:
    """Run the chain; `artwork` has the files that it names, by digest.

    Raises `Undecodable`, and `FinishRefused` by the first step that cannot be right."""
    decoded = decode(read(master), allow_damage=True)
    if not decoded.notes and all(isinstance(step, ConvertColour) for step in chain):
        raise FinishRefused(FinishFault.NOTHING_TO_DO, _("The picture is in sRGB already."))
    picture = finished(on_white(decoded.image), chain, artwork)
    file = BytesIO()
    picture.save(file, "PNG", compress_level=4, icc_profile=srgb_profile())
    return FinishedFile(file.getvalue(), *picture.size)


def finished(picture: Image.Image, chain: Chain, artwork: Mapping[str, Source] | None = None) -> Image.Image:
    """The steps on an RGB picture, one after the other."""
    product: ProductOnGround | None = None
    for step in chain:
        if isinstance(step, ConvertColour):
            continue
        if isinstance(step, CutCell):
            picture, product = cut_cell(picture, step), None
            continue
        if isinstance(step, LabelAsMadeByAI):
            picture = labelled(picture, step.text, step.corner, _alpha_if_found(picture, product))
            product = None
            continue
        if isinstance(step, PutLabel):
            label = _label(artwork or {}, step.artwork)
            product = product or find_product(picture)
            # The product stands where it stood, and so does its ground.
            picture = put_on(picture, label, step.place.on(product.box))
            continue
        product = product or find_product(picture)
        picture = _made(picture, product, step)
        # Whitening moves nothing: what was found holds, and the light is now white. Finding takes most of the time.
        product = replace(product, light=np.ones_like(product.light)) if isinstance(step, WhitenGround) else None
    return picture


def _made(picture: Image.Image, product: ProductOnGround, step: Step) -> Image.Image:
    if isinstance(step, Refit):
        return refitted(picture, product, step.fill)
    if isinstance(step, ExtendTo):
        return extended(picture, product, _ratio(step.aspect))
    if isinstance(step, CropTo):
        return cropped(picture, product, _ratio(step.aspect), step.margin)
    return whitened(picture, product)


def _label(artwork: Mapping[str, Source], sha256: str) -> Image.Image:
    try:
        return decode(read(artwork[sha256])).image
    except (FileNotFoundError, KeyError):
        message = _("The file of the label is lost, so nothing was changed. Upload the label again.")
        raise FinishRefused(FinishFault.LABEL_LOST, message) from None


def _alpha_if_found(picture: Image.Image, product: ProductOnGround | None) -> Image.Image | None:
    """A label may stand on any ground; what hides the product there, a person sees."""
    try:
        return (product or find_product(picture)).alpha
    except FinishRefused:
        return None


def _ratio(aspect: str) -> Fraction:
    return Fraction(aspect.replace(":", "/"))
