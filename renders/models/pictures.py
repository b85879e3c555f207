"""Which picture stands for a shot, a product, a template: the latest approved one, else the latest ready one."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber

from catalog.models import Product, PromptTemplate
from catalog.models.slices import first_keys
from config.caching.compiled_queries import compiled
from renders.models.decisions import Decision
from renders.models.publications import Publication
from renders.models.renders import Render
from renders.models.shot_sets import Shot

# Of how many of the latest shots the picture of a product or template is taken, and of how many versions.
SHOTS_LOOKED_AT, VERSIONS_LOOKED_AT = 50, 4
# Of how many of the latest shots with the same contract the pictures are counted.
SHOTS_OF_CONTRACT = 3


def picture_of_shot(shot: OuterRef) -> Coalesce:
    """An expression: the id of the render that stands for this shot; None while it has no picture."""
    approved = Decision.objects.approvals().filter(review__shot=shot).order_by("-pk")
    ready = Render.objects.choosable().filter(shot=shot).order_by("-mark", "number")
    found = ((approved, "render"), (ready, "pk"))
    one_each = (Subquery(rows.values(name)[:1], output_field=BigIntegerField()) for rows, name in found)
    return Coalesce(*one_each)


def picture_of_product(product: Product) -> int | None:
    """The id of the render that stands for this product."""
    return picture_among(Shot.objects.filter(colorway__product=product))


def picture_of_template(template: PromptTemplate) -> int | None:
    """The id of the render that stands for this template: of its current version, else of its last ones."""
    versions = template.versions.order_by("-number").values_list("pk", flat=True)[:VERSIONS_LOOKED_AT]
    found = map(picture_among, shots_of_versions(dict.fromkeys([template.current_id, *versions])))
    return next(filter(None, found), None)


def shots_of_versions(versions: Iterable[int | None]) -> Iterable[QuerySet[Shot]]:
    return (Shot.objects.filter(version=version) for version in versions if version)


def picture_among(shots: QuerySet[Shot]) -> int | None:
    """The id of the render that stands for the latest of these shots."""
    latest = first_keys(shots.order_by("-pk"), SHOTS_LOOKED_AT)
    approved = Decision.objects.approvals().filter(review__shot__in=latest).order_by("-pk").values_list("render")
    ready = Render.objects.choosable().filter(shot__in=latest).order_by("-shot_id", "-mark", "number").values_list("pk")
    found = approved.first() or ready.first()
    return found[0] if found else None


@compiled
def ready_of_contracts(digests: list[str]) -> QuerySet[Render, Any]:
    """Ready pictures of the latest shots with each of these contracts, by their digests: digest, code of the shot, id
    of the render; the latest shot first, starred ones before others."""
    place = Window(RowNumber(), partition_by="contract_digest", order_by="-pk")
    shots = Shot.objects.filter(contract_digest__in=digests).annotate(place=place)
    latest = shots.filter(place__lte=SHOTS_OF_CONTRACT).order_by().values("pk")
    ready = Render.objects.choosable().filter(shot__in=latest).order_by("-shot_id", "-mark", "number")
    return ready.values_list("shot__contract_digest", "shot__code", "pk")


@compiled
def live_in_slot(slot: str) -> QuerySet[Publication, Any]:
    """What is live in this gallery slot of any channel, the latest first: sha256 of the master and its contract."""
    live = Publication.objects.filter(gallery_slot=slot, state=Publication.State.PUBLISHED).order_by("-pk")
    return live.values_list("render__sha256", "render__shot__contract_json")
