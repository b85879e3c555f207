"""Why a cutout is not used at once, and what to photograph instead."""

from dataclasses import dataclass
from enum import StrEnum

from catalog.texts import gettext as _
from catalog.texts import gettext_noop


class CutVerdict(StrEnum):
    """Good is used at once, unsure is shown before it is used, bad is refused."""

    GOOD = "good"
    UNSURE = "unsure"
    BAD = "bad"


class Reason(StrEnum):
    """What is wrong with a photo or uncertain in its cutout."""

    NO_PRODUCT = "no_product"
    TOO_SMALL = "too_small"
    CUT_OFF = "cut_off"
    NO_MODEL = "no_model"
    CLUTTERED = "cluttered"
    BUSY = "busy"
    UNSETTLED = "unsettled"
    FAINT_EDGE = "faint_edge"
    SHADOW = "shadow"
    SEE_THROUGH = "see_through"

    @property
    def sentence(self) -> str:
        return _(_SENTENCES[self])

    @property
    def verdict(self) -> CutVerdict:
        return CutVerdict.BAD if self in _REFUSED else CutVerdict.UNSURE


_REFUSED = {Reason.NO_PRODUCT, Reason.TOO_SMALL, Reason.NO_MODEL, Reason.CLUTTERED}
_SENTENCES = {
    Reason.NO_PRODUCT: gettext_noop(
        "No product was found. Photograph it alone, sharp, on plain paper that differs in colour."
    ),
    Reason.TOO_SMALL: gettext_noop(
        "The product is too small in this photo. Go closer until it fills most of the frame."
    ),
    Reason.CUT_OFF: gettext_noop("The frame cuts the product. Photograph it whole, with some ground on every side."),
    Reason.NO_MODEL: (
        gettext_noop(
            "This ground is not plain, and the model that cuts products from other grounds does "
            "not run on this Python. Photograph it on plain paper or upload a cutout."
        )
    ),
    Reason.CLUTTERED: gettext_noop(
        "Product and ground look alike here. Photograph it alone, on plain paper of another colour."
    ),
    Reason.BUSY: gettext_noop("There is more than the product in this photo. Look whether all of that is gone."),
    Reason.UNSETTLED: gettext_noop(
        "Parts of the ground may belong to the product, or the other way round. Look along the edge."
    ),
    Reason.FAINT_EDGE: gettext_noop(
        "Along part of its edge the product looks like its ground. Paper of another colour helps."
    ),
    Reason.SHADOW: gettext_noop(
        "Its shadow looks much like the product. Look at the foot; softer light from above helps."
    ),
    Reason.SEE_THROUGH: gettext_noop(
        "The ground shows through part of it. Look whether labels stayed solid and glass clear."
    ),
}


@dataclass(frozen=True)
class Measures:
    """What was measured about a cutout; all are shares, but `longest`, pixels of the product's longer side.

    `agreement`: overlap of what the model saw in the whole photo and in the product's part. `changed`: how much the
    outline differs from what the model saw. `hazy`: half product, half not, to the model. `faint`: edge where product
    and ground are alike. `on_frame`: the outline's length that lies on the photo's own border. `clear`: product that
    looks as its ground does. `shadow`: taken away as a shadow although the model took it for product. `busy`: border
    of the photo that is nothing like a ground of one kind. `light`: what the ground's darkest part has of the light of
    its brightest. `sharpness`: how much of the difference across the product's outline lies between two pixels.
    `uncertain`: pieces of the ground's colour within a sharp rim, of which a model is sure that they are product.
    `alike`: product that looks as a ground that is not plain does.
    """

    longest: int
    area: float
    agreement: float = 1.0
    changed: float = 0.0
    hazy: float = 0.0
    faint: float = 0.0
    on_frame: float = 0.0
    clear: float = 0.0
    shadow: float = 0.0
    busy: float = 0.0
    light: float = 1.0
    sharpness: float = 1.0
    uncertain: float = 0.0
    alike: float = 0.0


# Limits: from the first the cutout is shown, from the second it is refused.
HAZY = (0.05, 0.22)
DISAGREE = (0.04, 0.35)
CHANGED = (0.05, 0.6)
FAINT, ON_FRAME, CLEAR, SHADOW, BUSY = 0.12, 0.01, 0.15, 0.01, 0.1
UNCERTAIN, ALIKE = 0.015, 0.4
# On a plain ground its colour decides, and the model may be less sure.
PLAIN_HAZY, PLAIN_CHANGED = 0.25, 0.12
MIN_LONGEST, MIN_AREA = 160, 0.003


def reasons(measured: Measures, *, is_plain: bool, has_model: bool, is_see_through: bool) -> tuple[Reason, ...]:
    """What speaks against using a cutout at once; none where it is good."""
    if not (is_plain or has_model):
        return (Reason.NO_MODEL,)
    if measured.area < MIN_AREA:
        return (Reason.NO_PRODUCT,)
    away = 1 - measured.agreement
    found = {
        Reason.TOO_SMALL: measured.longest < MIN_LONGEST,
        Reason.CUT_OFF: measured.on_frame > ON_FRAME,
        Reason.CLUTTERED: not is_plain
        and (measured.hazy > HAZY[1] or away > DISAGREE[1] or measured.changed > CHANGED[1]),
        Reason.BUSY: measured.busy > BUSY,
        Reason.UNSETTLED: (
            measured.hazy > PLAIN_HAZY or measured.changed > PLAIN_CHANGED
            if is_plain
            else measured.hazy > HAZY[0] or away > DISAGREE[0] or measured.changed > CHANGED[0]
        ),
        Reason.FAINT_EDGE: measured.faint > FAINT or measured.alike > ALIKE,
        Reason.SHADOW: measured.shadow > SHADOW,
        Reason.SEE_THROUGH: is_see_through or measured.clear > CLEAR or measured.uncertain > UNCERTAIN,
    }
    return tuple(reason for reason, applies in found.items() if applies)


def verdict(found: tuple[Reason, ...]) -> CutVerdict:
    verdicts = {reason.verdict for reason in found}
    return next((worst for worst in (CutVerdict.BAD, CutVerdict.UNSURE) if worst in verdicts), CutVerdict.GOOD)
