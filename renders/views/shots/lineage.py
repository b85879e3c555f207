"""Where a picture comes from and where it went, in the order in which it happened."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import Artwork
from catalog.times import clock
from renders.finishing.received_marks import LABELS
from renders.models import Decision, Publication, Render
from renders.templatetags.packshot import dollars
from renders.templatetags.people import person
from renders.views.shots.grid.queries import read_rework

KINDS = {"photo": Artwork.Kind.PHOTO, "cutout": Artwork.Kind.CUTOUT, "label": Artwork.Kind.LABEL}


@dataclass(frozen=True)
class LineageLine:
    """One line of the lineage: what happened, by which rows. Each row has its text and, where it has a page, that."""

    label: str
    rows: tuple[tuple[str, str], ...]


def lineage_of(render: Render) -> list[LineageLine]:
    """From the product's photo to the publications. For a candidate of a `Grid` two queries, and one for a rework."""
    first, *finished = render.made_in_turn
    read_rework(first)
    rework = first.rework
    lines = [
        LineageLine(_("Drawn from"), tuple(drawn_from(first))),
        LineageLine(_("Prompt"), ((str(first.shot.version), first.shot.version.get_absolute_url()),)),
        LineageLine(_("Drawn by"), ((f"{first.shot.image_model}, {first.contract.provider}", ""),)),
        LineageLine(_("Candidate"), (candidate(first),)),
    ]
    if rework:
        lines.insert(2, LineageLine(_("Changed"), ((rework.lineage_text, rework.parent.get_absolute_url()),)))
    if first.provider_marks:
        lines.append(LineageLine(_("Its file says"), tuple((mark_text(mark), "") for mark in first.provider_marks)))
    if finished:
        lines.append(LineageLine(_("Finished"), tuple((one.chain_text, one.get_absolute_url()) for one in finished)))
    return [
        *lines,
        LineageLine(_("Approved by"), tuple(approvals(render))),
        LineageLine(_("Published"), tuple(publications(render))),
    ]


def drawn_from(render: Render) -> Iterator[tuple[str, str]]:
    """The files of the product that the order names."""
    contract, product = render.contract, render.shot.colorway.product
    for artwork in contract.artwork:
        if artwork.kind in KINDS:
            fields = {"kind": KINDS[artwork.kind].label, "view": Artwork.View(artwork.view).label.lower()}
            yield _("%(kind)s, %(view)s") % fields, product.get_absolute_url()
    for reference in contract.references:
        is_ours = reference.source == "artwork"
        text = _("a picture of the product, sent along") if is_ours else _("an approved picture, sent along")
        yield text, product.get_absolute_url() if is_ours else ""
    if not contract.artwork and not contract.references:
        yield _("the prompt alone"), ""


def candidate(render: Render) -> tuple[str, str]:
    fields = {"number": render.number, "shot": render.shot, "price": dollars(render.price_micros)}
    return _("%(number)s of %(shot)s, %(price)s") % fields, render.get_absolute_url()


def mark_text(mark: dict[str, str]) -> str:
    return f"{_(LABELS[mark['kind']])}: {mark['detail']}" if mark["kind"] in LABELS else mark["detail"]


def approvals(render: Render) -> Iterator[tuple[str, str]]:
    found = list(Decision.objects.approvals().filter(render=render).select_related("by", "review__shot"))
    for decision in found:
        yield f"{person(decision.by)}, {clock(decision.at)}", decision.review.get_absolute_url()
    if not found:
        yield _("nobody yet"), ""


def publications(render: Render) -> Iterator[tuple[str, str]]:
    found = list(Publication.objects.filter(render=render).select_related("channel").order_by("pk"))
    for one in found:
        fields = {"channel": one.channel, "state": one.get_state_display().lower()}
        yield _("%(channel)s: %(state)s") % fields, reverse("publications.detail", args=[one.pk])
    if not found:
        yield _("nowhere yet"), ""
