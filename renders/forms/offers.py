"""What compose offers: products to pick from, and only the versions, models and counts that fit the placement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import (
    Artwork,
    Campaign,
    Colorway,
    Exemption,
    ImageModel,
    Placement,
    Product,
    PromptTemplate,
    PromptVersion,
)
from catalog.text import whole_number
from renders.composing.availability import available_models
from renders.models import ShotSet
from renders.providers import local_providers

MAX_PRODUCTS = 24
DEFAULT_COUNT = {ShotSet.Kind.PREVIEW: 10, ShotSet.Kind.PRODUCTION: 1}


@dataclass(frozen=True)
class ProductChoice:
    """A product with its colorways, and which of them are picked."""

    product: Product
    picked: frozenset[int]

    @property
    def colorways(self) -> list[Colorway]:
        """In the product's own order."""
        return list(self.product.colorways.all())

    @property
    def picked_count(self) -> int:
        """How many of them are picked."""
        return sum(colorway.pk in self.picked for colorway in self.colorways)

    @property
    def toggle(self) -> tuple[str, str] | None:
        """Name and label of the button that picks all or none of several colorways."""
        if len(self.colorways) < 2:
            return None
        return ("none_of", "None") if self.is_complete else ("all_of", f"All {len(self.colorways)}")

    @property
    def is_complete(self) -> bool:
        """Whether all of them are picked."""
        return self.picked_count == len(self.colorways)

    @property
    def cutout(self) -> Artwork | None:
        """Its picture: a cutout before a photo, the front before other views."""
        matching = [one for one in self.product.artwork.all() if one.kind != Artwork.Kind.LABEL]
        front = Artwork.View.FRONT
        return min(matching, key=lambda one: (one.kind != Artwork.Kind.CUTOUT, one.view != front, one.pk), default=None)


@dataclass(frozen=True)
class ModelChoice:
    """An image model, and the exemption under which it is offered, if any."""

    model: ImageModel
    exemption: Exemption | None = None

    @property
    def hint(self) -> str:
        """Where it draws, how long it takes, and how sure its price is."""
        if self.model.provider in local_providers():
            hint = "Composes from our own cutouts on this machine. Free."
        else:
            hint = f"{self.model.provider}, about {self.model.typical_seconds} s a picture"
            hint += ". The price is our estimate." if self.model.can("price_is_estimate") else ""
        return f"{hint.removesuffix('.')}. {self.exemption.description}" if self.exemption else hint


@dataclass(frozen=True)
class Offer:
    """Everything that can be chosen, given what has been chosen."""

    placement: Placement | None
    kind: str
    search: str = ""
    picked: frozenset[int] = field(default_factory=frozenset)

    @cached_property
    def placements(self) -> list[Placement]:
        """Where pictures are used."""
        return list(Placement.objects.filter(is_enabled=True))

    @cached_property
    def products(self) -> list[ProductChoice]:
        """Products with something picked first, then the first of those that match the search."""
        picked = offered_products().filter(pk__in=self._picked_products)
        matching = [*picked, *self._others[:MAX_PRODUCTS]]
        return [ProductChoice(product, self.picked) for product in matching]

    @cached_property
    def more_products(self) -> int:
        """How many products match beyond those shown."""
        return max(0, self._others.count() - MAX_PRODUCTS)

    @cached_property
    def _picked_products(self) -> list[int]:
        return list(Colorway.objects.filter(pk__in=self.picked).values_list("product", flat=True))

    @property
    def _others(self) -> QuerySet[Product]:
        matching = offered_products().exclude(pk__in=self._picked_products)
        for word in self.search.split()[:8]:
            looks_like = Q(name__icontains=word) | Q(code__icontains=word) | Q(colorways__sku__icontains=word)
            matching = matching.filter(pk__in=Product.objects.filter(looks_like).values("pk"))
        return matching

    @cached_property
    def versions(self) -> list[PromptVersion]:
        """Prompts written for the placement; for production only frozen ones."""
        if not self.placement:
            return []
        matching = PromptVersion.objects.filter(template__placements=self.placement, template__archived_at=None)
        if self.kind == ShotSet.Kind.PRODUCTION:
            matching = matching.for_production().exclude(pk__in=self._replaced_by_campaigns)
        order = ("template__position", "template__name", "-number")
        return list(matching.select_related("template", "frozen_by", "image_model").order_by(*order))

    @cached_property
    def campaigns(self) -> list[Campaign]:
        """Running campaigns that fix versions for production in the placement."""
        matching = Campaign.objects.running().filter(placements=self.placement)
        return list(matching.prefetch_related("versions__template"))

    @property
    def _replaced_by_campaigns(self) -> QuerySet[PromptVersion]:
        """Other versions of templates for which a running campaign fixes the version."""
        fixed = [version for campaign in self.campaigns for version in campaign.versions.all()]
        others = PromptVersion.objects.filter(template__in=[version.template_id for version in fixed])
        return others.exclude(pk__in=[version.pk for version in fixed])

    @property
    def templates(self) -> list[tuple[PromptTemplate, list[PromptVersion]]]:
        """The versions under their templates."""
        grouped: dict[PromptTemplate, list[PromptVersion]] = {}
        for version in self.versions:
            grouped.setdefault(version.template, []).append(version)
        return list(grouped.items())

    @property
    def image_models(self) -> list[ImageModel]:
        """Models that serve the placement, draw its ratio, and can be ordered from."""
        return self._models_and_reasons[0]

    @property
    def model_choices(self) -> list[ModelChoice]:
        """The same models with the exemptions they need."""
        exemptions = {exemption.image_model_id: exemption for exemption in self.exemptions}
        return [ModelChoice(model, exemptions.get(model.pk)) for model in self.image_models]

    @property
    def unavailable_reasons(self) -> list[str]:
        """Why other models that serve the placement cannot be ordered from, one sentence each."""
        return self._models_and_reasons[1]

    @cached_property
    def _models_and_reasons(self) -> tuple[list[ImageModel], list[str]]:
        if not self.placement:
            return [], []
        allowed_for = Q(placements=self.placement) | Q(
            pk__in=[exemption.image_model_id for exemption in self.exemptions]
        )
        allowed = ImageModel.objects.filter(allowed_for, is_enabled=True).distinct().order_by("price_micros", "name")
        return available_models(one for one in allowed if self.placement.aspect in one.aspects)

    @cached_property
    def exemptions(self) -> list[Exemption]:
        """Open exemptions for models the placement does not allow, each for one order."""
        return list(Exemption.objects.open().with_related().filter(placement=self.placement))

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Preview and production, with their labels."""
        return [(str(kind), str(kind.label)) for kind in ShotSet.Kind]

    @property
    def count_help(self) -> str:
        """What the candidates of this kind are for."""
        is_production = self.kind == ShotSet.Kind.PRODUCTION
        return "Frozen prompts only." if is_production else "To find the strongest one, and to judge a prompt."

    @property
    def counts(self) -> Sequence[int]:
        """How many candidates a shot may have."""
        low, high = ShotSet.COUNTS[ShotSet.Kind(self.kind)]
        return range(low, high + 1)

    def default_version(self) -> PromptVersion | None:
        """The current version of the first template; else the newest offered."""
        return next(
            (one for one in self.versions if one.template.current_id == one.pk), next(iter(self.versions), None)
        )

    def default_model(self) -> ImageModel | None:
        """The placement's own choice where it is offered; else the cheapest."""
        wanted = self.placement.default_model_id if self.placement else None
        return next((one for one in self.image_models if one.pk == wanted), next(iter(self.image_models), None))

    def fixed_model(self, version: int) -> ImageModel | None:
        """The image model an offered version was written for; None where the choice is free."""
        return next((one.image_model for one in self.versions if one.pk == version), None)

    def default_count(self) -> int:
        """How many candidates a form starts with."""
        return DEFAULT_COUNT[ShotSet.Kind(self.kind)]


def offered_products() -> QuerySet[Product]:
    """Products that can be ordered, with what the picker shows of them."""
    has_colorways = Exists(Colorway.objects.filter(product=OuterRef("pk")))
    return (
        Product.objects.filter(has_colorways, archived_at=None)
        .prefetch_related("colorways", "artwork")
        .order_by("name", "pk")
    )


def colorways_of(products: Iterable[str]) -> list[int]:
    """The ids of all colorways of these products."""
    ids = [whole_number(pk) or 0 for pk in products]
    return list(Colorway.objects.filter(product__in=ids, product__archived_at=None).values_list("pk", flat=True))
