"""What a program orders, in one of three forms, as the plans that the pages make: names become rows, and every form is
held to the same rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import Discriminator, Field, Tag

from catalog.models import Colorway, ImageModel, Placement, PromptTemplate, PromptVersion
from catalog.models.products import MAX_SKU_LENGTH
from catalog.text import MAX_INTEGER
from renders.api.protocol.bodies import StrictBody
from renders.api.protocol.problems import FieldFault, invalid
from renders.composing import LoadedRows, OrderOptions, Plan, PlannedShot, SetPlan, default_model_for, plan
from renders.composing.set_plans import KnownRows
from renders.contracts import GenerationContract, GuideOrder
from renders.models import ShotSet
from renders.models.shot_sets import MAX_TITLE

MAX_ORDERS = 10_000
ROWS_PER_QUERY = 500
Name = Annotated[str, Field(min_length=1, max_length=120)]


class OrderChoices(StrictBody):
    """One shot by the names of its rows. Without a version the current one is drawn, without a model the usual one."""

    sku: Annotated[str, Field(min_length=1, max_length=MAX_SKU_LENGTH)]
    placement: Name
    template: Name
    version: Annotated[int, Field(ge=1, le=MAX_INTEGER)] | None = None
    model: Name | None = None


def form_of_order(sent: Any) -> str:
    """Which of the three forms this is."""
    # What is no object has no form; the first one says so.
    names = sent if isinstance(sent, Mapping) else getattr(sent, "__dict__", {})
    if "promptTemplate" in names:
        return "guide-order"
    return "contract-order" if "prompt_digest" in names or "prompt" in names else "choices"


AnyOrder = Annotated[
    Annotated[OrderChoices, Tag("choices")]
    | Annotated[GenerationContract, Tag("contract-order")]
    | Annotated[GuideOrder, Tag("guide-order")],
    Discriminator(form_of_order),
]


class SetOrder(StrictBody):
    """A shot set: each order is one shot with `count` candidates."""

    kind: Literal["preview", "production"]
    count: Annotated[int, Field(ge=1, le=12, description=gettext_noop("8 to 12 of a preview, 1 to 4 in production"))]
    orders: Annotated[list[AnyOrder], Field(min_length=1, max_length=MAX_ORDERS)]
    one_picture: Annotated[
        bool, Field(description=gettext_noop("All ordered colours of a product in one picture, from left to right"))
    ] = False
    title: Annotated[str, Field(max_length=MAX_TITLE)] = ""
    note: Annotated[str, Field(max_length=500)] = ""


@dataclass(frozen=True)
class ResolvedOrder:
    """The rows of one shot, and the contract that it has to become, where one was sent."""

    number: int
    colorway: Colorway
    placement: Placement
    version: PromptVersion
    image_model: ImageModel | None
    contract: GenerationContract | None = None
    # What its picture shows, where a contract of several colours was sent.
    cells: tuple[Colorway, ...] = ()


def plan_of(order: SetOrder, by: User) -> SetPlan:
    """The plans of an order: one for each placement, version and image model. Raises `ApiRefusal` for names that are
    none, and contracts that are not what would be ordered."""
    resolved = OrderResolver(order).resolve()
    groups: dict[tuple[Any, ...], list[ResolvedOrder]] = {}
    for one in resolved:
        groups.setdefault((one.placement, one.version, one.image_model, bool(one.cells)), []).append(one)
    known = KnownRows.of(by, order.kind)
    plans = []
    for (placement, version, image_model, has_cells), orders in groups.items():
        plans.append(
            plan(
                colorways=[colorway for one in orders for colorway in one.cells or [one.colorway]],
                placement=placement,
                version=version,
                image_model=image_model,
                count=order.count,
                kind=order.kind,
                by=by,
                loaded=known.add_to(LoadedRows(), image_model),
                options=OrderOptions(in_one_picture=order.one_picture or has_cells),
            )
        )
    refuse_other_contracts(zip(groups.values(), plans, strict=True))
    return SetPlan(plans)


def refuse_other_contracts(planned: Iterable[tuple[list[ResolvedOrder], Plan]]) -> None:
    """A contract that is sent is ordered as it is, or not at all."""
    faults = []
    for orders, one_plan in planned:
        for order, shot in zip(orders, shots_of_orders(orders, one_plan), strict=False):
            if order.contract and shot and shot.contract and order.contract.digest() != shot.contract.digest():
                names = ", ".join(differing_fields(order.contract, shot.contract))
                sentence = _("Packshot would order another contract. These fields differ: %(names)s.")
                faults.append(FieldFault(field=f"orders.{order.number}", message=sentence % {"names": names}))
    if faults:
        raise invalid(faults, kind="other-contract")


def shots_of_orders(orders: Sequence[ResolvedOrder], planned: Plan) -> Sequence[PlannedShot | None]:
    """The shot of each order; a picture of several colours is the shot of all of them."""
    if not planned.options.in_one_picture:
        return planned.shots
    of_products = {shot.colorway.product_id: shot for shot in planned.shots}
    return [of_products.get(order.colorway.product_id) for order in orders]


def differing_fields(sent: GenerationContract, planned: GenerationContract) -> list[str]:
    ours, theirs = planned.model_dump(mode="json"), sent.model_dump(mode="json")
    return sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))


@dataclass
class OrderResolver:
    """Looks every name of an order up, with a few queries for all of them."""

    order: SetOrder
    faults: list[FieldFault] = field(default_factory=list)
    _defaults: dict[tuple[int, int], ImageModel | None] = field(default_factory=dict)

    def resolve(self) -> list[ResolvedOrder]:
        """The rows of each shot. Raises `ApiRefusal` with all names that are none."""
        self.colorways = colorways_by_sku([sku for one in self.order.orders for sku in skus_of(one)])
        placements = Placement.objects.filter(is_enabled=True).prefetch_related("image_models")
        self.placements = {one.slug: one for one in placements}
        templates = PromptTemplate.objects.filter(archived_at=None, placements__is_enabled=True).distinct()
        self.versions: dict[str, list[PromptVersion]] = {one.slug: [] for one in templates}
        found = PromptVersion.objects.filter(template__slug__in=self.versions).order_by("-number")
        for version in found.select_related("template__current", "image_model", "frozen_model"):
            self.versions[version.template.slug].append(version)
        self.models = list(ImageModel.objects.filter(is_enabled=True))
        resolved = [self._one(number, sent) for number, sent in enumerate(self.order.orders)]
        if self.faults:
            raise invalid(self.faults, kind="unknown-names")
        found_all = [one for one in resolved if one]
        self._refuse_repeated(found_all)
        return found_all

    def _refuse_repeated(self, resolved: list[ResolvedOrder]) -> None:
        """Raises `ApiRefusal` where the same shot is ordered twice: it would be drawn and paid twice."""
        first: dict[tuple[Any, ...], int] = {}
        for one in resolved:
            shot = (one.colorway, one.placement, one.version, one.image_model)
            if (before := first.setdefault(shot, one.number)) != one.number:
                sentence = _("This is the same shot as orders.%(number)s. A higher count draws more of it.")
                self.faults.append(FieldFault(field=f"orders.{one.number}", message=sentence % {"number": before}))
        if self.faults:
            raise invalid(self.faults)

    def _one(self, number: int, sent: Any) -> ResolvedOrder | None:
        guide = sent if isinstance(sent, GuideOrder) else None
        slug = guide.variant if guide else sent.placement
        colorway, placement = self.colorways.get(sent.sku), self.placements.get(slug)
        if colorway is None:
            self._fault(number, "sku", _("There is no SKU %(name)s.") % {"name": sent.sku})
        if placement is None:
            said = _("There is no placement %(name)s, or it is switched off.") % {"name": slug}
            self._fault(number, "variant" if guide else "placement", said)
            return None
        version = self._version_of_guide(number, guide, placement) if guide else self._version(number, sent)
        if version is None or colorway is None:
            return None
        image_model = self._image_model(number, sent, version, placement)
        contract = sent if isinstance(sent, GenerationContract) else None
        cells = [self.colorways.get(cell.sku) for cell in contract.cells] if contract else []
        for at, cell in enumerate(cells):
            if cell is None:
                self._fault(number, f"cells.{at}.sku", _("There is no SKU %(name)s.") % {"name": sent.cells[at].sku})
        found = tuple(cell for cell in cells if cell)
        return ResolvedOrder(number, colorway, placement, version, image_model, contract, found)

    def _version(self, number: int, sent: OrderChoices | GenerationContract) -> PromptVersion | None:
        versions = self.versions.get(sent.template)
        if versions is None:
            self._fault(number, "template", _("There is no template %(name)s.") % {"name": sent.template})
            return None
        if sent.version is None:
            return usual_version(versions)
        found = next((one for one in versions if one.number == sent.version), None)
        if found is None:
            self._fault(number, "version", _("This template has no version %(number)s.") % {"number": sent.version})
        return found

    def _version_of_guide(self, number: int, sent: GuideOrder, placement: Placement) -> PromptVersion | None:
        """The guides send a prompt: it is a template's name, or the text of one of its versions."""
        if sent.aspect != placement.aspect:
            said = _("The placement %(placement)s is %(aspect)s.")
            self._fault(number, "aspect", said % {"placement": placement.slug, "aspect": placement.aspect})
        versions = self.versions.get(sent.promptTemplate)
        if versions is not None:
            found = usual_version(versions)
        else:
            same = [one for every in self.versions.values() for one in every if one.prompt == sent.promptTemplate]
            found = next(iter(sorted(same, key=lambda one: (not one.is_current, -one.number))), None)
        if found is None:
            said = _("No template is called so, and no version says this. Write a version of a template first.")
            self._fault(number, "promptTemplate", said)
        elif found.style != sent.style:
            said = _("%(version)s draws the style %(style)s.") % {"version": found, "style": found.style}
            self._fault(number, "style", said)
        return found

    def _image_model(self, number: int, sent: Any, version: PromptVersion, placement: Placement) -> ImageModel | None:
        if sent.model is None:
            key = (version.pk, placement.pk)
            if key not in self._defaults:
                self._defaults[key] = default_model_for(version, placement)
            return self._defaults[key]
        named = [one for one in self.models if sent.model in (one.slug, one.endpoint)]
        if isinstance(sent, GenerationContract):
            named = [one for one in named if one.provider == sent.provider]
        if len(named) > 1:
            named = [one for one in named if one in placement.image_models.all()][:1] or named[:1]
        if not named:
            self._fault(number, "model", _("There is no image model %(name)s.") % {"name": sent.model})
            return None
        return named[0]

    def _fault(self, number: int, name: str, sentence: str) -> None:
        self.faults.append(FieldFault(field=f"orders.{number}.{name}", message=sentence))


def skus_of(sent: Any) -> list[str]:
    """Every SKU that an order names."""
    cells = sent.cells if isinstance(sent, GenerationContract) else ()
    return [sent.sku, *(cell.sku for cell in cells)]


def usual_version(versions: list[PromptVersion]) -> PromptVersion | None:
    """The current one, else the newest."""
    return next((one for one in versions if one.is_current), next(iter(versions), None))


def colorways_by_sku(skus: list[str]) -> dict[str, Colorway]:
    found: dict[str, Colorway] = {}
    asked = sorted(set(skus))
    for start in range(0, len(asked), ROWS_PER_QUERY):
        rows = Colorway.objects.filter(sku__in=asked[start : start + ROWS_PER_QUERY]).select_related("product")
        found |= {one.sku: one for one in rows}
    return found


def kind_of(order: SetOrder) -> ShotSet.Kind:
    return ShotSet.Kind(order.kind)
