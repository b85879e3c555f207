"""What compose offers: products to pick from, and only the versions, models and counts that fit the placement."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.contrib.auth.models import User
from django.db.models import (
    Case,
    Exists,
    Func,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    When,
    prefetch_related_objects,
)
from django.http import QueryDict

from catalog.models import (
    Campaign,
    Colorway,
    Exemption,
    ImageModel,
    Placement,
    Product,
    PromptVersion,
)
from catalog.text import tidy, whole_number
from config.permissions import CHANGE_ACCOUNTS
from renders.composing.availability import accounts_by_provider, available_models
from renders.composing.obstacles import with_pause
from renders.forms.choices import ColorwayChoice, ModelChoice, ProductChoice
from renders.models import ShotSet

MAX_PRODUCTS = 24
NOT_SHOWN_OF_PEOPLE = ("allowed_by__password", "allowed_by__email", "allowed_by__last_login", "allowed_by__date_joined")
DEFAULT_COUNT = {ShotSet.Kind.PREVIEW: 10, ShotSet.Kind.PRODUCTION: 1}


def label_of(version: PromptVersion) -> str:
    """ "Packshot v3 · current · frozen"."""
    states = [(version.template.current_id == version.pk, "current"), (version.frozen_at is not None, "frozen")]
    return " · ".join([str(version), *(state for holds, state in states if holds)])


@dataclass(frozen=True)
class Offer:
    """Everything that can be chosen, given what has been chosen. Each kind of row is read once."""

    # Where pictures are used.
    placements: Sequence[Placement]
    placement: Placement | None
    kind: str
    search: str = ""
    picked_colorways: Sequence[Colorway] = ()
    # Whether reasons may name the settings of Packshot.
    sees_settings: bool = False

    @classmethod
    def of(cls, data: QueryDict, by: User, *, is_draft: bool) -> "Offer":
        """What fits these choices. A draft without a placement gets the first one."""
        placements = list(Placement.objects.filter(is_enabled=True))
        wanted = whole_number(data.get("placement"))
        placement = next((one for one in placements if one.pk == wanted), None)
        if is_draft and not placement:
            placement = next(iter(placements), None)
        search = tidy(data.get("find") or "")[:100]
        return cls(placements, placement, kind_of(data), search, picked_colorways(data), by.has_perm(CHANGE_ACCOUNTS))

    @cached_property
    def picked(self) -> frozenset[int]:
        """The ids of the picked colorways."""
        return frozenset(colorway.pk for colorway in self.picked_colorways)

    @cached_property
    def products(self) -> list[ProductChoice]:
        """Products with something picked first, then the first of those that match the search."""
        colorways: dict[int, list[Any]] = defaultdict(list)
        listed = Colorway.objects.filter(product__in=[product.pk for product in self._products])
        for product, *values in listed.order_by("position", "pk").values_list("product", *ColorwayChoice._fields[1:]):
            colorways[product].append(values)
        return [ProductChoice.of(product, colorways[product.pk], self.picked) for product in self._products]

    @cached_property
    def more_products(self) -> int:
        """How many products match beyond those shown."""
        return self._products[0].total - len(self._products) if self._products else 0

    @cached_property
    def _products(self) -> list[Any]:
        """The products of the picker; each knows the `total` that match."""
        picked = {colorway.product_id for colorway in self.picked_colorways}
        matching = Q()
        for word in self.search.split()[:8]:
            looks_like = Q(name__icontains=word) | Q(code__icontains=word) | Q(colorways__sku__icontains=word)
            matching &= Q(pk__in=Product.objects.filter(looks_like).values("pk"))
        products = offered_products().filter(matching | Q(pk__in=picked) if matching and picked else matching)
        # Counted by itself, so that the first ones are read off an index.
        total = products.order_by().annotate(total=Func("pk", function="COUNT")).values("total")
        products = products.annotate(total=Subquery(total))
        if picked:
            products = products.order_by(Case(When(pk__in=picked, then=0), default=1), "name", "pk")
        return list(products[: len(picked) + MAX_PRODUCTS])

    @cached_property
    def orderable(self) -> list[Colorway]:
        """The picked colorways, each with its product and artwork as the picker has them."""
        loaded = {product.pk: product for product in self._products}
        for colorway in self.picked_colorways:
            colorway.product = loaded.get(colorway.product_id, colorway.product)
        return list(self.picked_colorways)

    @cached_property
    def versions(self) -> list[PromptVersion]:
        """Prompts written for the placement; for production only frozen ones."""
        if not self.placement:
            return []
        matching = PromptVersion.objects.filter(template__placements=self.placement, template__archived_at=None)
        if self.kind == ShotSet.Kind.PRODUCTION:
            matching = matching.for_production().exclude(pk__in=self._replaced_by_campaigns)
        order = ("template__position", "template__name", "template_id", "-number")
        return list(matching.select_related("template").order_by(*order))

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
    def templates(self) -> tuple[tuple[str, tuple[tuple[int, str], ...]], ...]:
        """The versions under their templates: each template's name, with id and label of its versions."""
        grouped = groupby(self.versions, key=lambda version: version.template)
        return tuple((str(one), tuple((each.pk, label_of(each)) for each in versions)) for one, versions in grouped)

    @property
    def image_models(self) -> list[ImageModel]:
        """Models that serve the placement, draw its ratio, and can be ordered from."""
        return self._models_and_reasons[0]

    @property
    def model_choices(self) -> list[ModelChoice]:
        """The same models with the exemptions they need."""
        exemptions = {exemption.image_model_id: exemption for exemption in self.exemptions}
        return [
            ModelChoice(model, exemptions.get(model.pk), self.accounts.get(model.provider))
            for model in self.image_models
        ]

    @property
    def unavailable_reasons(self) -> list[str]:
        """Why other models that serve the placement cannot be ordered from, one sentence each."""
        return self._models_and_reasons[1]

    @cached_property
    def _models_and_reasons(self) -> tuple[list[ImageModel], list[str]]:
        if not self.placement:
            return [], []
        allowed = {model.pk: model for model in [*self._serving, *(one.image_model for one in self.exemptions)]}
        drawing = [one for one in allowed.values() if one.is_enabled and self.placement.aspect in one.aspects]
        models = sorted(drawing, key=lambda one: (one.price_micros, one.name))
        return available_models(models, self.accounts, for_admins=self.sees_settings)

    @cached_property
    def _serving(self) -> list[ImageModel]:
        """The models that the placement allows; the placement goes on knowing them."""
        if not self.placement:
            return []
        prefetch_related_objects([self.placement], Prefetch("image_models", models_with_pause()))
        return list(self.placement.image_models.all())

    @cached_property
    def accounts(self) -> dict[str, Any]:
        """The account that orders, by provider."""
        return accounts_by_provider(self.kind)

    @cached_property
    def exemptions(self) -> list[Exemption]:
        """Open exemptions for models the placement does not allow, each for one order."""
        allowed = Exemption.objects.open().filter(placement=self.placement).select_related("image_model", "allowed_by")
        return list(allowed.defer(*NOT_SHOWN_OF_PEOPLE))

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
        chosen = next((one for one in self.versions if one.pk == version), None)
        if chosen is None or chosen.image_model_id is None:
            return None
        loaded = next((model for model in self._serving if model.pk == chosen.image_model_id), None)
        chosen.image_model = loaded or chosen.image_model
        return chosen.image_model

    def default_count(self) -> int:
        """How many candidates a form starts with."""
        return DEFAULT_COUNT[ShotSet.Kind(self.kind)]


def models_with_pause() -> QuerySet[ImageModel]:
    """Image models that know whether they are paused at the account that orders them."""
    of_model = {"account__provider": OuterRef("provider"), "image_model": OuterRef("pk")}
    return with_pause(ImageModel.objects.filter(), **of_model)


def offered_products() -> QuerySet[Product]:
    """Products that can be ordered, with what the picker shows of them."""
    has_colorways = Exists(Colorway.objects.filter(product=OuterRef("pk")))
    return Product.objects.filter(has_colorways, archived_at=None).prefetch_related("artwork").order_by("name", "pk")


def picked_colorways(data: QueryDict) -> list[Colorway]:
    """The colorways of `colorways`, and all of the products of `all_of`, without those of `none_of`."""
    picked, all_of, none_of = (ids(data.getlist(name)) for name in ("colorways", "all_of", "none_of"))
    if not (picked or all_of):
        return []
    chosen = Q(pk__in=picked) | Q(product__in=all_of) if all_of else Q(pk__in=picked)
    offered = Colorway.objects.filter(chosen, product__archived_at=None).select_related("product")
    return list(offered.exclude(product__in=none_of) if none_of else offered)


def ids(values: Iterable[str]) -> set[int]:
    """Those of these texts that are ids."""
    return {whole_number(value) or 0 for value in values} - {0}


def kind_of(data: QueryDict) -> str:
    """Preview unless production was asked for."""
    return ShotSet.Kind.PRODUCTION if data.get("kind") == ShotSet.Kind.PRODUCTION else ShotSet.Kind.PREVIEW
