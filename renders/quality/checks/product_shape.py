"""Has the product the shape and stand of the real one, and of the approved picture?"""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from PIL import Image

from catalog.cutting.pixels.planes import eroded, grown, opened, parts
from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.quality.check_finding import CheckFinding, Severity, unjudged
from renders.quality.comparing.shape_match import ShapeMatch, shape_match
from renders.quality.inspection_order import InspectionOrder, Pixels
from renders.quality.picture_analysis import PictureAnalysis, ground_not_even, outline_not_seen
from renders.quality.prompt_requests import requests_from_above, requests_scene
from renders.quality.rules import Rule
from renders.quality.subject_view import Mask, extent

RULES = (
    Rule("turned", 4.5, "°", Severity.WARNING, gettext_noop("how upright the product stands")),
    Rule("product_differs", 7.0, "%", Severity.WARNING, gettext_noop("likeness to the real product")),
    Rule("silhouette_drift", 7.0, "%", Severity.WARNING, gettext_noop("likeness to the approved picture")),
)
# Beyond this share of other area it is another shape, and not the same one stretched; as many percent of `stretched`.
_OTHER_SHAPE = 0.4
_GAP = 2
_FINE, _SOLID = 3, 0.9
# Alpha of a quarter, of 255.
_COVERED = 63
# What differs more than this (percent) is another shape and not the same one turned.
_SAME_SHAPE = 12


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    """Only where there is a picture to compare with."""
    known = {"product_differs": order.artwork, "silhouette_drift": order.approved}
    files = {"product_differs": order.artwork_file, "silhouette_drift": order.approved_file}
    codes = [code for code in known if known[code] is not None or files[code] is not None]
    if "product_differs" in codes:
        codes.append("turned")
    if requests_from_above(order.contract.prompt):
        # Of 72 clean pictures of the studio from above, four were called another shape; of 144 others, one.
        yield from (unjudged(code, _("Seen from above, the shadow belongs to the outline.")) for code in codes)
        return
    view = analysis.subject_view
    if requests_scene(order.contract.prompt) or view is None:
        yield from (unjudged(code, ground_not_even()) for code in codes)
        return
    if codes and not view.is_whole:
        yield from (unjudged(code, outline_not_seen()) for code in codes)
        return
    yield from _unread(known, codes)
    for code, pixels in known.items():
        outline = None if pixels is None else silhouette(pixels, view.main)
        if pixels is not None and outline is not None and (is_fine(outline) or _has_fine_parts(pixels, view.main)):
            yield from _too_fine(code)
            continue
        match = None if outline is None else shape_match(view.main, outline)
        if match is None:
            continue
        if code == "product_differs" and _has_the_shape(match):
            yield from _turned(match, analysis, order)
        yield from _differs(code, match, analysis, order)


def _too_fine(code: str) -> Iterator[CheckFinding]:
    for each in (code, "turned") if code == "product_differs" else (code,):
        yield unjudged(each, _("The product has parts that are too fine to be compared."))


def _unread(known: Mapping[str, Pixels | None], codes: Iterable[str]) -> Iterator[CheckFinding]:
    """What is compared with a file that could not be read."""
    for code in codes:
        if code == "silhouette_drift" and known[code] is None:
            yield unjudged(code, _("The file of the approved picture cannot be read."))
        elif code != "silhouette_drift" and known["product_differs"] is None:
            yield unjudged(code, _("The file of the product's cutout or photo cannot be read."))


def silhouette(pixels: Pixels, like: Mask) -> Mask | None:
    """By its alpha, as large as the product of `like`, or as it stands out from its own even ground; with its holes."""
    if pixels.shape[2] == 4:
        solid = _solid(pixels, like)
        if solid is None:
            return None
        # Gaps that the view of a picture closes are closed here too.
        labels, _count = parts(~grown(np.pad(solid, _GAP + 1), _GAP))
        return eroded(labels != labels[0, 0], _GAP)
    view = PictureAnalysis(Image.fromarray(pixels)).subject_view
    return view.main if view is not None and view.is_whole else None


def _solid(pixels: Pixels, like: Mask) -> Mask | None:
    """What the alpha covers, at the size of `like`. A strap of half a pixel still closes what it goes around."""
    alpha = np.ascontiguousarray(pixels[..., 3])
    own, wanted = extent(alpha > 127), extent(like)
    if own is None or wanted is None:
        return None
    scale = max(wanted[2] - wanted[0], wanted[3] - wanted[1]) / max(own[2] - own[0], own[3] - own[1])
    size = (max(round(alpha.shape[1] * scale), 1), max(round(alpha.shape[0] * scale), 1))
    return np.asarray(Image.fromarray(alpha).resize(size, Image.Resampling.BOX)) > _COVERED


def _has_fine_parts(pixels: Pixels, like: Mask) -> bool:
    """Leaves beside each other make one shape once their gaps are closed; whether they are fine is seen before."""
    solid = _solid(pixels, like) if pixels.shape[2] == 4 else None
    return solid is not None and is_fine(solid)


def is_fine(outline: Mask) -> bool:
    """Leaves, wires and thin handles: much of the area goes where they are no wider than a few pixels."""
    return float(opened(outline, _FINE).sum()) < _SOLID * float(outline.sum())


def _has_the_shape(match: ShapeMatch) -> bool:
    return match.differs < _SAME_SHAPE and abs(match.stretched) < _SAME_SHAPE


def _turned(match: ShapeMatch, analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    rule = order.rules["turned"]
    if abs(match.turned) > rule.limit:
        message = _("The product is turned by %(degrees)s°; up to %(limit)s° is upright.")
        values = {"degrees": f"{abs(match.turned):.0f}", "limit": f"{rule.limit:g}"}
        yield rule.finding(message % values, abs(match.turned), box=analysis.subject)


def _differs(code: str, match: ShapeMatch, analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    rule = order.rules[code]
    away = max(abs(match.stretched), _OTHER_SHAPE * match.differs)
    if away <= rule.limit:
        return
    if code == "product_differs":
        message = _("The product's shape is %(away)s%% away from the real product's; up to %(limit)s%% is the same.")
    else:
        message = _(
            "The product's shape is %(away)s%% away from the approved picture's; up to %(limit)s%% is the same."
        )
    values = {"away": f"{away:.0f}", "limit": f"{rule.limit:g}"}
    yield rule.finding(message % values, round(away, 1), box=analysis.subject)
