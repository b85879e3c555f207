"""The rows that compose offers. Their queries are compiled once, for a page is drawn anew with every choice."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.lookups import Exact

from catalog.models import Artwork, Colorway, Exemption, ImageModel, Placement, Product, PromptVersion, ShotPack
from config.caching.compiled_queries import compiled
from renders.composing.governance import RunningCampaigns
from renders.composing.obstacles import with_pause
from renders.composing.shots.artwork import load_artwork
from renders.forms.compose.choices import ColorwayChoice
from renders.models import Account, Latency

MAX_PRODUCTS = 24
# So many that match are counted: whoever has more than that searches, and the page must not count all there are.
MAX_COUNTED = 1_000


class CountOf(Subquery):
    """How many rows a query gives, its limit included."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


class PickedProduct(NamedTuple):
    """A product of the picker of which something is picked; `cutout` is the digest of its picture."""

    pk: int
    name: str
    cutout: str


@compiled
def enabled_placements() -> QuerySet[Placement]:
    return Placement.objects.filter(is_enabled=True)


@compiled
def chosen_colorways(picked: list[int], all_of: list[int], none_of: list[int]) -> QuerySet[Colorway]:
    chosen = Colorway.objects.filter(Q(pk__in=picked) | Q(product__pk__in=all_of), product__archived_at=None)
    return chosen.exclude(product__pk__in=none_of).select_related("product")


@compiled
def colorways_of(products: list[int]) -> QuerySet[Colorway, Any]:
    """The product of each, then what `ColorwayChoice` holds of it."""
    listed = Colorway.objects.filter(product__pk__in=products).order_by("position", "pk")
    return listed.values_list("product", *ColorwayChoice._fields[1:])


class PlacementRows:
    """What is offered in placements, by their ids; each kind of row is read once for all of them."""

    def __init__(self, placements: Iterable[int]) -> None:
        self.placements = sorted(set(placements))

    @cached_property
    def versions(self) -> Mapping[int, list[PromptVersion]]:
        """Versions of templates that are used there, in the order in which they are offered."""
        return by_placement(versions_written_for(self.placements))

    @cached_property
    def image_models(self) -> Mapping[int, list[ImageModel]]:
        """Models that are allowed there."""
        return by_placement(models_serving(self.placements))

    @cached_property
    def campaigns(self) -> RunningCampaigns:
        return RunningCampaigns()

    @cached_property
    def exemptions(self) -> Mapping[int, list[Exemption]]:
        """Open exemptions, each for one order."""
        return by_placement(exemptions_in(self.placements))


def by_placement(rows: Iterable[Any]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.of_placement].append(row)
    return found


@compiled
def versions_written_for(placements: list[int]) -> QuerySet[PromptVersion]:
    order = ("template__position", "template__name", "template_id", "-number")
    versions = PromptVersion.objects.filter(template__placements__pk__in=placements, template__archived_at=None)
    versions = versions.annotate(of_placement=F("template__placements"))
    return versions.select_related("template").order_by(*order)


@compiled
def exemptions_in(placements: list[int]) -> QuerySet[Exemption]:
    allowed = Exemption.objects.open().filter(placement__pk__in=placements).annotate(of_placement=F("placement"))
    return allowed.select_related("image_model", "allowed_by")


@compiled
def exempted_versions() -> QuerySet[Exemption, Any]:
    return Exemption.objects.open().exclude(version=None).values_list("version", flat=True)


def listed_products(matching: Q, picked: list[int]) -> QuerySet[Product, Any]:
    """Of each product of the picker `pk`, `name`, `cutout` and `total`, the count of matches, at most `MAX_COUNTED`.
    Those picked come first."""
    has_colorways = Exists(Colorway.objects.filter(product=OuterRef("pk")))
    products = Product.objects.filter(has_colorways, archived_at=None).order_by("name", "pk")
    if matching and picked:
        matching |= Q(pk__in=picked)
    products = products.filter(matching)
    # Counted by itself, so that the first ones are read off an index.
    total = CountOf(products.order_by().values("pk")[:MAX_COUNTED])
    products = products.annotate(total=total, cutout=Subquery(pictures_of_product().values("sha256")[:1]))
    if picked:
        products = products.order_by(Case(When(pk__in=picked, then=0), default=1), "name", "pk")
    return products.values_list("pk", "name", "cutout", "total", named=True)[: len(picked) + MAX_PRODUCTS]


@compiled
def first_listed() -> QuerySet[Product, Any]:
    return listed_products(Q(), [])


def picked_products(colorways: Sequence[Colorway]) -> list[PickedProduct]:
    """The products of these colorways, with the picture that `pictures_of_product` would find. The plan reads their
    artwork too, and it is read once."""
    load_artwork([colorway.product for colorway in colorways])
    products = {colorway.product_id: colorway.product for colorway in colorways}
    return [PickedProduct(pk, product.name, picture_of(product)) for pk, product in products.items()]


def picture_of(product: Product) -> str:
    """The digest of a cutout before a photo, of the front before other views; empty where there is neither."""
    pictures = [one for one in product.artwork.all() if one.kind in {Artwork.Kind.CUTOUT, Artwork.Kind.PHOTO}]
    order = [(one.kind != Artwork.Kind.CUTOUT, one.view != Artwork.View.FRONT, one.pk, one.sha256) for one in pictures]
    return min(order)[-1] if order else ""


def pictures_of_product() -> QuerySet[Artwork]:
    """What may stand for the product of an outer query: a cutout before a photo, the front before other views."""
    is_cutout, is_front = Exact(F("kind"), Artwork.Kind.CUTOUT), Exact(F("view"), Artwork.View.FRONT)
    pictures = Artwork.objects.filter(product=OuterRef("pk"), kind__in=[Artwork.Kind.CUTOUT, Artwork.Kind.PHOTO])
    return pictures.order_by(is_cutout.desc(), is_front.desc(), "pk")


def models_with_pause() -> QuerySet[ImageModel]:
    """Image models that know whether they are paused at the account that orders them, and what pictures take there."""
    of_model = {"account__provider": OuterRef("provider"), "image_model": OuterRef("pk")}
    ordering = Account.objects.filter(provider=OuterRef(OuterRef("provider")), is_enabled=True).order_by("pk")
    latency = Latency.objects.filter(account=Subquery(ordering.values("pk")[:1]), image_model=OuterRef("pk"))
    learned = {"learned": Subquery(latency.values("seconds")[:1]), "seen": Subquery(latency.values("seen")[:1])}
    return with_pause(ImageModel.objects.annotate(**learned), **of_model)


@compiled
def offered_packs() -> QuerySet[ShotPack]:
    return ShotPack.objects.filter(is_enabled=True)


@compiled
def models_serving(placements: list[int]) -> QuerySet[ImageModel]:
    return models_with_pause().filter(placements__pk__in=placements).annotate(of_placement=F("placements"))
