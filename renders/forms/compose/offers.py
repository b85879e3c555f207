"""What compose offers: products to pick from, and only the versions, models and counts that fit the placement."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog.models import (
    Campaign,
    Colorway,
    Exemption,
    ImageModel,
    Placement,
    Product,
    PromptVersion,
    ShotPack,
)
from catalog.models.products import CUSTOMER_NAME
from catalog.text import tidy, whole_number
from config.caching.compiled_queries import remember
from config.permissions import CHANGE_ACCOUNTS
from renders.composing import LoadedRows
from renders.composing.availability import accounts_by_provider, available_models
from renders.forms.compose import offered_rows as rows
from renders.forms.compose.choices import ColorwayChoice, ModelChoice, ProductChoice
from renders.forms.compose.offered_rows import PlacementRows
from renders.models import ShotSet

NO_ID = [0]
DEFAULT_COUNT = {ShotSet.Kind.PREVIEW: 10, ShotSet.Kind.PRODUCTION: 1}


def label_of(version: PromptVersion) -> str:
    """ "Packshot v3 · current · frozen"."""
    states = [(version.is_current, _("current")), (version.frozen_at is not None, _("frozen"))]
    return " · ".join([str(version), *(state for holds, state in states if holds)])


@dataclass(frozen=True)
class Offer:
    """Everything that can be chosen, given what has been chosen. Each kind of row is read once."""

    # Where pictures are used.
    placements: Sequence[Placement]
    placement: Placement | None
    kind: str
    # Of this placement, and of the others of the set.
    rows: PlacementRows
    search: str = ""
    picked_colorways: Sequence[Colorway] = ()
    # Whether reasons may name the settings of Packshot.
    sees_settings: bool = False
    # Whether the order draws from pictures: then models are offered that draw from nothing else.
    has_references: bool = False

    @classmethod
    def of(cls, data: QueryDict, by: User, *, is_draft: bool, placements: Iterable[str] = ()) -> "Offer":
        """What fits these choices. A draft without a placement gets the first one; `placements` are the ids of those
        that the set has."""
        enabled, ordered = rows.enabled_placements(), ids(placements)
        wanted = whole_number(data.get("placement"))
        placement = next((one for one in enabled if one.pk == wanted), None)
        if is_draft and not placement:
            placement = next(iter(enabled), None)
        search = tidy(data.get("find") or "")[:100]
        return cls(
            enabled,
            placement,
            kind_of(data),
            PlacementRows(one.pk for one in enabled if one == placement or one.pk in ordered),
            search,
            picked_colorways(data),
            by.has_perm(CHANGE_ACCOUNTS),
            bool(data.get("use_photo") or data.get("reference")),
        )

    def beside(self, placement: Placement | None) -> "Offer":
        """What can be chosen for another placement of the same set."""
        offer = replace(self, placement=placement)
        vars(offer)["accounts"] = self.accounts
        return offer

    @cached_property
    def picked(self) -> frozenset[int]:
        """The ids of the picked colorways."""
        return frozenset(colorway.pk for colorway in self.picked_colorways)

    @cached_property
    def products(self) -> list[ProductChoice]:
        """Products with something picked first, then the first of those that match the search."""
        colorways: dict[int, list[ColorwayChoice]] = defaultdict(list)
        for product, *values in rows.colorways_of([product.pk for product in self._products]):
            colorways[product].append(ColorwayChoice(values[0] in self.picked, *values))
        return [
            ProductChoice(product.pk, product.name, product.cutout or "", tuple(colorways[product.pk]))
            for product in self._products
        ]

    @cached_property
    def more_products(self) -> int:
        """How many products match beyond those shown; 0 where more match than are counted."""
        return 0 if self.has_uncounted or not self._found else self._found[0].total - len(self._products)

    @property
    def has_uncounted(self) -> bool:
        """Whether as many products match as are counted, or more."""
        return bool(self._found) and self._found[0].total == self.max_counted

    @property
    def max_counted(self) -> int:
        """How many products are counted at most."""
        return rows.MAX_COUNTED

    @cached_property
    def _picked_products(self) -> list[int]:
        return sorted({colorway.product_id for colorway in self.picked_colorways})

    @cached_property
    def _products(self) -> list[Any]:
        """Of each product of the picker `pk`, `name` and `cutout`: those with something picked, then the others."""
        picked = self._picked_products
        if self.search or not picked:
            return self._found
        # By themselves: asked for together, all products would be sorted.
        chosen = rows.picked_products(self.picked_colorways)
        shown = {product.pk for product in chosen}
        return [*chosen, *(product for product in self._found if product.pk not in shown)]

    @cached_property
    def _found(self) -> list[Any]:
        """Those that match the search, with the `total` that do; all of them where nothing is searched."""
        matching = Q()
        for word in self.search.split()[:8]:
            looks_like = Q(name__icontains=word) | Q(code__icontains=word) | Q(colorways__sku__icontains=word)
            matching &= Q(pk__in=Product.objects.filter(looks_like).values("pk"))
        return list(rows.listed_products(matching, self._picked_products)) if matching else rows.first_listed()

    @cached_property
    def versions(self) -> list[PromptVersion]:
        """Prompts written for the placement, but not for one customer; for production only what it takes."""
        offered = [one for one in self._written if CUSTOMER_NAME not in one.placeholders]
        return [one for one in offered if self.kind != ShotSet.Kind.PRODUCTION or self._takes(one)]

    def _takes(self, version: PromptVersion) -> bool:
        """Whether production takes this version: what a campaign fixes, else the current one or one with an
        exemption."""
        if not version.frozen_at:
            return False
        fixed = self._fixed_by_campaigns.get(version.template_id)
        return version.pk == fixed if fixed else version.is_current or version.pk in self.exempted_versions

    @property
    def _written(self) -> list[PromptVersion]:
        return self.rows.versions.get(self.placement.pk, []) if self.placement else []

    @cached_property
    def campaigns(self) -> list[Campaign]:
        """Running campaigns that fix versions for production in the placement."""
        return self.rows.campaigns.in_placement(self.placement) if self.placement else []

    @cached_property
    def _fixed_by_campaigns(self) -> dict[int, int]:
        """The version that a running campaign fixes, by template, as ids."""
        return {version.template_id: version.pk for campaign in self.campaigns for version in campaign.versions.all()}

    @cached_property
    def exempted_versions(self) -> frozenset[int]:
        """The ids of versions that one order may use though they are not current."""
        return frozenset(rows.exempted_versions())

    def templates_with(self, chosen: int | None) -> tuple[tuple[str, tuple[tuple[int, str], ...]], ...]:
        """The versions under their templates: each template's name, with id and label of its versions. What was chosen
        is among them even where production does not take it."""
        offered = {version.pk for version in self.versions} | {chosen}
        shown = [version for version in self._written if version.pk in offered]
        grouped = groupby(shown, key=lambda version: version.template)
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
        enabled = [one for one in self.allowed_models if one.is_enabled and self.placement.aspect in one.aspects]
        drawing = [one for one in enabled if self.has_references or not one.needs_references]
        models = sorted(drawing, key=lambda one: (one.price_micros, one.name))
        return available_models(models, self.accounts, for_admins=self.sees_settings)

    @cached_property
    def allowed_models(self) -> list[ImageModel]:
        """The models that the placement allows, with exemptions too, whether or not they can be ordered from now."""
        exempted = [one.image_model for one in self.exemptions if one.image_model]
        return list({model.pk: model for model in [*self._serving, *exempted]}.values())

    @cached_property
    def _serving(self) -> list[ImageModel]:
        """The models that the placement allows; the placement goes on knowing them."""
        if not self.placement:
            return []
        serving = self.rows.image_models.get(self.placement.pk, [])
        remember(self.placement, "image_models", serving)
        return serving

    @cached_property
    def accounts(self) -> dict[str, Any]:
        """The account that orders, by provider."""
        return accounts_by_provider(self.kind)

    @property
    def loaded(self) -> LoadedRows:
        """What a plan of these choices need not read again."""
        versions = {version.pk for version in self.versions}
        return LoadedRows(self.accounts, versions, campaigns=self.rows.campaigns)

    @cached_property
    def exemptions(self) -> list[Exemption]:
        """Open exemptions for models the placement does not allow, each for one order."""
        return self.rows.exemptions.get(self.placement.pk, []) if self.placement else []

    @cached_property
    def packs(self) -> list[ShotPack]:
        """Placements that can be filled in together."""
        return rows.offered_packs()

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Preview and production, with their labels."""
        return [(str(kind), str(kind.label)) for kind in ShotSet.Kind]

    @property
    def count_help(self) -> str:
        """What the candidates of this kind are for."""
        is_production = self.kind == ShotSet.Kind.PRODUCTION
        return _("Current prompts only.") if is_production else _("To find the strongest one, and to judge a prompt.")

    @property
    def counts(self) -> Sequence[int]:
        """How many candidates a shot may have."""
        low, high = ShotSet.COUNTS[ShotSet.Kind(self.kind)]
        return range(low, high + 1)

    def default_version(self) -> PromptVersion | None:
        """The current version of the first template, of one written for references where there are any; else the newest
        offered."""
        current = [one for one in self.versions if one.is_current]
        able = {model.pk for model in self.image_models if model.takes_references} if self.has_references else set()
        fitting = [one for one in current if one.fixed_model_id in able]
        return next(iter([*fitting, *current, *self.versions]), None)

    def version_instead_of(self, version: int | None) -> PromptVersion | None:
        """What takes the place of a version that is not offered: another one of its template, or itself where there is
        none, so that the page says why; the default where it was written for something else."""
        written = next((one for one in self._written if one.pk == version), None)
        if written is None:
            return self.default_version()
        return next((one for one in self.versions if one.template_id == written.template_id), written)

    def default_model(self) -> ImageModel | None:
        """The placement's own choice where it is offered; else the cheapest."""
        wanted = self.placement.default_model_id if self.placement else None
        able = [one for one in self.image_models if one.takes_references] if self.has_references else []
        offered = able or self.image_models
        return next((one for one in offered if one.pk == wanted), next(iter(offered), None))

    def fixed_model(self, version: int) -> ImageModel | None:
        """The image model an offered version was written for or frozen with; None where the choice is free."""
        chosen = next((one for one in self.versions if one.pk == version), None)
        if chosen is None or chosen.fixed_model_id is None:
            return None
        if loaded := next((model for model in self._serving if model.pk == chosen.fixed_model_id), None):
            setattr(chosen, "image_model" if chosen.image_model_id else "frozen_model", loaded)
        return chosen.fixed_model

    def default_count(self) -> int:
        """How many candidates a form starts with."""
        return DEFAULT_COUNT[ShotSet.Kind(self.kind)]


def picked_colorways(data: QueryDict) -> list[Colorway]:
    """The colorways of `colorways`, and all of the products of `all_of`, without those of `none_of`."""
    picked, all_of, none_of = (sorted(ids(data.getlist(name))) for name in ("colorways", "all_of", "none_of"))
    return rows.chosen_colorways(picked or NO_ID, all_of or NO_ID, none_of or NO_ID) if picked or all_of else []


def ids(values: Iterable[str]) -> set[int]:
    """Those of these texts that are ids."""
    return {whole_number(value) or 0 for value in values} - {0}


def kind_of(data: QueryDict) -> str:
    """Preview unless production was asked for."""
    return ShotSet.Kind.PRODUCTION if data.get("kind") == ShotSet.Kind.PRODUCTION else ShotSet.Kind.PREVIEW
