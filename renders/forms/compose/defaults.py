"""What a new form of compose begins with, and what takes the place of choices that are missing or no longer fit."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.http import QueryDict

from catalog.models import Colorway
from catalog.text import whole_number
from renders import composing
from renders.forms.compose.offers import Offer
from renders.forms.compose.set_lines import LineData, lines_of, press_buttons, write_lines
from renders.forms.compose.titles import mark_of_pack
from renders.models import Render
from renders.models.pilots import Pilot


def first_draft(query: QueryDict) -> QueryDict:
    """The fields of a new form: `?product=`, `?colorway=`, `?placement=`, `?version=`, `?kind=`, `?pack=` are
    chosen, and variants of the render `?reference=`."""
    data = query.copy()
    data["token"] = str(uuid.uuid4())
    data.setlist("colorways", [*query.getlist("colorways"), *query.getlist("colorway")])
    data.setlist("all_of", [*query.getlist("all_of"), *query.getlist("product")])
    if "pack" in query:
        data["use_pack"] = "1"
    reference = whole_number(query.get("reference"))
    if reference and (render := composing.usable_references().filter(pk=reference).first()):
        follow(render, data)
    return data


def follow(render: Render, data: QueryDict) -> None:
    """Variants of a render: the other colours of its product in its placement, unless something else is chosen."""
    shot = render.shot
    if not (data.getlist("colorways") or data.getlist("all_of")):
        others = Colorway.objects.filter(product=shot.colorway.product_id).exclude(pk=shot.colorway_id)
        data.setlist("colorways", [str(pk) for pk in others.values_list("pk", flat=True)])
    data.setdefault("placement", str(shot.placement_id))


def with_defaults(data: QueryDict, by: User) -> tuple[QueryDict, list[Offer]]:
    """The same choices with whatever is missing or no longer fits replaced by the default, and what is offered for
    each placement."""
    data = data.copy()
    lines = press_buttons(data, lines_of(data))
    if "use_pack" in data:
        data["of_pack"] = mark_of_pack(str(data.get("pack", "")), lines)
    data["placement"] = lines[0]["placement"]
    first = Offer.of(data, by, is_draft=True, placements=[line["placement"] for line in lines])
    data["kind"] = first.kind
    by_pk = {str(placement.pk): placement for placement in first.placements}
    offers = [first, *(first.beside(by_pk.get(line["placement"], first.placement)) for line in lines[1:])]
    for line, offer in zip(lines, offers, strict=True):
        set_defaults(line, offer)
    write_lines(data, lines)
    if "keep_pilot" in data:
        offers[0] = replace(first, picked_colorways=pilot_colorways(data, first))
    if "one_colour" in data:
        one_each = {one.product_id: one for one in reversed(first.picked_colorways)}
        offers[0] = replace(first, picked_colorways=[*reversed(one_each.values())])
    data.setlist("colorways", [str(colorway.pk) for colorway in offers[0].picked_colorways])
    for button in ("all_of", "none_of"):
        data.pop(button, None)
    return data, offers


def set_defaults(line: LineData, offer: Offer) -> None:
    """Fill in what a placement lacks."""
    line["placement"] = str(offer.placement.pk) if offer.placement else ""
    _set_default(line, "version", offer.versions, offer.version_instead_of(whole_number(line["version"])))
    if fixed := offer.fixed_model(whole_number(line["version"]) or 0):
        line["image_model"] = str(fixed.pk)
    else:
        _set_default(line, "image_model", offer.image_models, offer.default_model())
    if (whole_number(line["count"]) or 0) not in offer.counts:
        line["count"] = str(offer.default_count())


def pilot_colorways(data: QueryDict, offer: Offer) -> Sequence[Colorway]:
    """The picked colorways that the pilot of a running campaign takes; all of them where none limits the order."""
    chosen = next((row for row in offer.versions if str(row.pk) == data.get("version")), None)
    campaigns = offer.rows.campaigns
    campaign = campaigns.for_order(offer.placement, chosen.template) if offer.placement and chosen else None
    if not campaign or campaign.opened_at:
        return offer.picked_colorways
    fitting = set(Pilot.of(campaign).fitting(offer.picked_colorways))
    return [colorway for colorway in offer.picked_colorways if colorway.pk in fitting]


def _set_default(line: LineData, name: str, offered: Sequence[Any], default: Any) -> None:
    if (whole_number(line[name]) or 0) not in {row.pk for row in offered}:
        line[name] = str(default.pk) if default else ""
