"""A set before it is launched: one plan for each of its placements, with one price and one time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import groupby
from typing import Any, Self

from django.contrib.auth.models import User

from catalog.models import Colorway, ImageModel, Placement, PromptVersion
from renders import providers
from renders.composing.availability import accounts_by_provider, spec_for
from renders.composing.estimates import AccountShares, Estimate, estimate, side_by_side, together
from renders.composing.governance import Governance, Problem, RunningCampaigns
from renders.composing.launching import problems_together
from renders.composing.options import NO_OPTIONS, OrderOptions
from renders.composing.plans import LoadedRows, Plan, plan
from renders.composing.quotes import SetQuote, budgets_over
from renders.composing.shots.one_picture import may_show_several, share_one_outline, subjects_of
from renders.composing.shots.planned import Gap, PlannedShot, planned_shot
from renders.models import Budget, Latency
from renders.schedule import UsualTime


@dataclass(frozen=True)
class PlacementChoices:
    """What one placement of a set is ordered with; `loaded` is what a form has read of it already."""

    placement: Placement | None
    version: PromptVersion | None
    image_model: ImageModel | None
    count: int | None
    loaded: LoadedRows = LoadedRows()


@dataclass(frozen=True)
class PlanLine:
    """One placement of a set: its number in the form and its plan."""

    number: int
    plan: Plan
    # Why this placement cannot be ordered, without what its shots lack.
    problems: Sequence[Problem]

    @property
    def ready(self) -> int:
        """How many of its shots can be ordered."""
        return sum(shot.gap is None for shot in self.plan.shots)

    @property
    def name(self) -> str:
        return str(self.plan.placement or "")


@dataclass(frozen=True)
class SetPlan:
    """The plans of a set, in the order of its placements. A set that is composed has at least one."""

    plans: Sequence[Plan]

    @property
    def first(self) -> Plan:
        return self.plans[0]

    @cached_property
    def problems(self) -> list[Problem]:
        """Why it cannot be launched; what is wrong with the products is said once."""
        found = [replace(one, line=number) for number, each in enumerate(self.plans) for one in each.problems]
        if len(self.plans) > 1:
            found += problems_together(self.plans)
        return list({(one.field, one.message): one for one in found}.values())

    @cached_property
    def lines(self) -> list[PlanLine]:
        return [
            PlanLine(number, each, [one for one in each.problems if one.field != "colorways"])
            for number, each in enumerate(self.plans)
        ]

    @cached_property
    def quote(self) -> SetQuote:
        return SetQuote([each.quote for each in self.plans])

    @cached_property
    def estimate(self) -> Estimate:
        """When the whole set is ready. What waits at an account is waited for once, whatever the set orders there."""
        by_account = sorted(self.plans, key=lambda each: each.account.pk if each.account else 0)
        of_accounts = []
        for _, plans in groupby(by_account, key=lambda each: each.account.pk if each.account else 0):
            listed = list(plans)
            # The whole set belongs to the campaign of one of its placements.
            waiting = max((each.waiting for each in listed), key=lambda one: one.share)
            of_models = []
            for each in listed:
                of_models.append(estimate(each.quote.renders, each.image_model, each.account, waiting, each.usual))
                waiting = waiting.without_queue
            of_accounts.append(together(of_models))
        return side_by_side(of_accounts)

    @cached_property
    def shots(self) -> list[PlannedShot]:
        return [shot for each in self.plans for shot in each.shots]

    @cached_property
    def table(self) -> list[tuple[Colorway, list[tuple[PlanLine, PlannedShot]]]]:
        """Product by product: its shot in each placement."""
        cells: dict[int, list[tuple[PlanLine, PlannedShot]]] = {}
        colorways: Mapping[int, Colorway] = {shot.colorway.pk: shot.colorway for shot in self.shots}
        for line in self.lines:
            for shot in line.plan.shots:
                cells.setdefault(shot.colorway.pk, []).append((line, shot))
        return [(colorways[pk], row) for pk, row in cells.items()]

    @cached_property
    def shares_prompts(self) -> bool:
        """Whether the chosen colours of each product would be drawn alike: with the same words, from the same artwork
        and references. Never where a model takes colours from swatches."""
        if any(each.image_model is None or each.image_model.can("artwork") for each in self.plans):
            return False
        drawn: dict[int, dict[int, list[object]]] = {}
        for shot in self.shots:
            if shot.contract is None:
                return False
            of_product = drawn.setdefault(shot.colorway.product_id, {})
            what = (shot.contract.prompt, shot.contract.artwork, shot.contract.references)
            of_product.setdefault(shot.colorway.pk, []).append(what)
        several = [list(colours.values()) for colours in drawn.values() if len(colours) > 1]
        return bool(several) and all(one == colours[0] for colours in several for one in colours)

    @cached_property
    def drawn_from_words(self) -> list[ImageModel]:
        """The image models that draw several colours of one product from words alone: shape and light of such pictures
        differ from colour to colour."""
        return list(dict.fromkeys(each.image_model for each in self.plans if each.image_model and draws_colours(each)))

    @property
    def is_in_one_picture(self) -> bool:
        return self.first.options.in_one_picture

    @cached_property
    def offers_one_picture(self) -> bool:
        """Whether the chosen colours of every product can be drawn in one picture: cutouts are compared only then."""
        if not all(may_show_several(each.version, each.image_model) for each in self.plans):
            return False
        subjects = subjects_of([shot.colorway for shot in self.first.shots], in_one_picture=True)
        several = bool(subjects) and all(len(cells) > 1 for _, cells in subjects)
        return several and all(share_one_outline(cells) for _, cells in subjects)

    @property
    def pictures_of_colours(self) -> list[list[str]]:
        """The colours of each picture that shows several, from left to right; each product once."""
        return [[cell.name for cell in shot.contract.cells] for shot in self.first.shots if shot.contract]

    @property
    def governance(self) -> Governance:
        """Of the placement that a campaign or an exemption is about, else of the first."""
        governed = (each.governance for each in self.plans if each.governance.campaign or each.governance.exemption)
        return next(governed, self.first.governance)

    @property
    def placement(self) -> Placement | None:
        return self.first.placement

    @property
    def version(self) -> PromptVersion | None:
        return self.first.version

    @property
    def image_model(self) -> ImageModel | None:
        return self.first.image_model

    @property
    def count(self) -> int:
        return self.first.count


@dataclass(frozen=True)
class KnownRows:
    """What the plans of all placements of a set ask for, read once."""

    accounts: Mapping[str, Any]
    budgets: Sequence[Budget]
    # By account, what pictures of its image models take.
    learned: Callable[[int], Mapping[int, Any]]
    shares: AccountShares
    campaigns: RunningCampaigns

    @classmethod
    def of(cls, by: User, kind: str, accounts: Mapping[str, Any] | None = None) -> Self:
        """`accounts` are those of `accounts_by_provider`, where they are loaded already."""
        accounts = accounts_by_provider(kind) if accounts is None else accounts
        return cls(accounts, budgets_over(by.pk), cache(Latency.objects.learned), AccountShares(), RunningCampaigns())

    def add_to(self, loaded: LoadedRows, image_model: ImageModel | None) -> LoadedRows:
        """What a plan that draws with this model need not read again."""
        usual = self.usual_time(image_model) if image_model else None
        loaded = replace(loaded, campaigns=loaded.campaigns or self.campaigns)
        return replace(loaded, accounts=self.accounts, budgets=self.budgets, usual=usual, shares=self.shares)

    def usual_time(self, image_model: ImageModel) -> UsualTime:
        """What its pictures take, as `models_with_pause` has read it or as its account has learned."""
        read: dict[str, Any] = vars(image_model)
        if "learned" in read:
            return UsualTime(image_model.typical_seconds, read["learned"] or 0, read["seen"] or 0)
        account = self.accounts.get(image_model.provider)
        learned = self.learned(account.pk).get(image_model.pk, ()) if account else ()
        return UsualTime(image_model.typical_seconds, *learned)


def plan_set(
    colorways: Sequence[Colorway],
    lines: Sequence[PlacementChoices],
    *,
    kind: str,
    by: User,
    options: OrderOptions = NO_OPTIONS,
) -> SetPlan:
    """Plan every placement of a set for the same products. Writes nothing."""
    accounts = next((line.loaded.accounts for line in lines if line.loaded.accounts is not None), None)
    known = KnownRows.of(by, kind, accounts)
    return SetPlan(
        [
            plan(
                colorways=colorways,
                placement=line.placement,
                version=line.version,
                image_model=line.image_model,
                count=line.count,
                kind=kind,
                by=by,
                loaded=known.add_to(line.loaded, line.image_model),
                options=options,
            )
            for line in lines
        ]
    )


def draws_colours(order: Plan) -> bool:
    """Whether it draws several colours of one product, each from its words alone."""
    if order.image_model is None or order.image_model.can("artwork"):
        return False
    contracts = [(shot.colorway, shot.contract) for shot in order.shots if shot.contract]
    products = [colorway.product_id for colorway, contract in contracts if not contract.references]
    return len(products) > len(set(products))


def model_instead(order: Plan, offered: Sequence[ImageModel]) -> ImageModel | None:
    """The first of the models offered that takes what this order's model refuses."""
    refused = [shot.colorway for shot in order.shots if shot.gap is Gap.MODEL]
    if not (refused and order.placement and order.version):
        return None
    others = [model for model in offered if model != order.image_model]
    return next(models_taking(refused, order.placement, order.version, others, order.options), None)


def models_taking(
    colorways: Sequence[Colorway],
    placement: Placement,
    version: PromptVersion,
    offered: Sequence[ImageModel],
    options: OrderOptions,
) -> Iterator[ImageModel]:
    """Those of the models offered that take this version for all of these colorways; none where it fixes its model."""
    if version.fixed_model_id:
        return
    for model in offered:
        if model.provider in providers.REGISTRY:
            spec = spec_for(model, offered)
            planned = (planned_shot(one, placement, version, model, spec, options=options) for one in colorways)
            if not any(shot.gap for shot in planned):
                yield model
