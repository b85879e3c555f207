"""A production plan as of now: one plan for each placement, their sum, and what is worth knowing before it is paid."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from catalog.models import Campaign, Colorway, ImageModel, Placement, PromptVersion
from catalog.shapes import ProductionLine
from catalog.texts import figure
from renders import schedule
from renders.composing.estimates import concurrent_renders, slots_beside
from renders.composing.governance import Problem
from renders.composing.launching import digest_of
from renders.composing.options import OrderOptions
from renders.composing.plans import LoadedRows, Plan, plan
from renders.composing.production.scopes import colours_of, drawn_colours, part_of
from renders.composing.production.sharing import Sharing
from renders.composing.quotes import SECONDS_PER_HOUR
from renders.composing.set_plans import KnownRows, SetPlan
from renders.composing.shots.one_picture import may_show_several, subjects_of
from renders.models import Account, ProductionPlan, ShotSet

# A page plans all of them before it answers: half a second of a core for a thousand.
MAX_SHOTS = 10_000


@dataclass(frozen=True)
class ProductionRow:
    """One placement of a production plan; without a plan where no colour is left for it or a row of it is gone."""

    number: int
    line: ProductionLine
    placement: Placement | None
    version: PromptVersion | None
    image_model: ImageModel | None
    plan: Plan | None
    # How colours share pictures, where they are to.
    sharing: Sharing | None = None

    @property
    def shares_pictures(self) -> bool:
        return self.line.one_picture and may_show_several(self.version, self.image_model)

    @property
    def saved_micros(self) -> int:
        """What it costs less than a picture of each colour by itself."""
        if self.plan is None:
            return 0
        further = sum(len(shot.colorways) - 1 for shot in self.plan.shots)
        return further * self.plan.count * self.plan.quote.price_micros

    @property
    def problems(self) -> Sequence[Problem]:
        """Why it cannot be ordered, without the problems of single colours."""
        return [one for one in self.plan.problems if one.field != "colorways"] if self.plan else []


@dataclass(frozen=True)
class ModelShare:
    """What one image model draws of a plan."""

    image_model: ImageModel
    renders: int
    total_micros: int
    # Pictures an hour when it has nothing else to draw; 0 where nobody knows.
    hourly: int


@dataclass(frozen=True)
class LineRows:
    """The rows that the lines of a plan name, by id."""

    placements: Mapping[int, Placement]
    versions: Mapping[int, PromptVersion]
    image_models: Mapping[int, ImageModel]

    def of(self, line: ProductionLine) -> ProductionRow:
        rows = self.placements.get(line.placement), self.versions.get(line.version)
        return ProductionRow(0, line, *rows, self.image_models.get(line.image_model), None)


def rows_of(lines: Sequence[ProductionLine]) -> LineRows:
    """Each kind in one query."""
    placements = Placement.objects.prefetch_related("image_models").in_bulk([one.placement for one in lines])
    versions = PromptVersion.objects.select_related("template__current", "image_model", "frozen_model")
    versions = versions.prefetch_related("template__placements")
    return LineRows(
        placements,
        versions.in_bulk([one.version for one in lines]),
        ImageModel.objects.in_bulk([one.image_model for one in lines]),
    )


@dataclass(frozen=True)
class RowsOfPlan:
    """What planning reads, once for a pilot and the rest."""

    colours: Sequence[Colorway]
    lines: LineRows
    known: KnownRows

    @classmethod
    def of(cls, row: ProductionPlan, by: User) -> Self:
        known = KnownRows.of(by, ShotSet.Kind.PRODUCTION)
        return cls(colours_of(row), rows_of(row.chosen_lines), known)


@dataclass(frozen=True)
class Production:
    """What one launch of a production plan would order."""

    row: ProductionPlan
    colours: Sequence[Colorway]
    rows: Sequence[ProductionRow]
    # More than can be planned at once; its rows have no plan then. Else 0.
    too_many_shots: int
    # Those that it was planned from.
    read: RowsOfPlan

    @cached_property
    def set_plan(self) -> SetPlan:
        return SetPlan([one.plan for one in self.rows if one.plan])

    @cached_property
    def problems(self) -> list[Problem]:
        if self.too_many_shots:
            sentence = _("This plan has %(shots)s shots. At most %(most)s are ordered at once: leave placements out.")
            numbers = {"shots": figure(self.too_many_shots), "most": figure(MAX_SHOTS)}
            return [Problem("colorways", sentence % numbers)]
        return self.set_plan.problems

    @cached_property
    def digest(self) -> str:
        """What is ordered, to compare with what a page showed; empty where nothing is."""
        return digest_of(self.set_plan.plans) if self.set_plan.plans else ""

    @property
    def may_launch(self) -> bool:
        return bool(self.set_plan.plans and not self.problems and not self.set_plan.quote.missing_micros)

    @property
    def products(self) -> int:
        return len({one.product_id for one in self.colours})

    @cached_property
    def models(self) -> list[ModelShare]:
        """What each image model draws, the dearest part first."""
        plans: dict[ImageModel, list[Plan]] = defaultdict(list)
        for one in self.set_plan.plans:
            if one.image_model:
                plans[one.image_model].append(one)
        shares = [
            ModelShare(
                model,
                sum(one.quote.renders for one in of_model),
                sum(one.quote.total_micros for one in of_model),
                pictures_an_hour(model, of_model[0]),
            )
            for model, of_model in plans.items()
        ]
        return sorted(shares, key=lambda one: (-one.total_micros, one.image_model.name))

    @property
    def saved_micros(self) -> int:
        """What pictures of several colours cost less than one of each colour."""
        return sum(one.saved_micros for one in self.rows)

    @property
    def only_model(self) -> ImageModel | None:
        """The model that would draw every one of several placements; None where there are several models."""
        placements = {one.placement for one in self.set_plan.plans}
        return self.models[0].image_model if len(placements) > 1 and len(self.models) == 1 else None

    @cached_property
    def hourly(self) -> int:
        """Pictures an hour of the whole plan, when nothing else is drawn but what waits for campaigns with a share:
        accounts draw side by side, the models of one account share its cap."""
        return sum(hourly_of_slots(slots_left(account, plans), plans) for account, plans in self.of_accounts.items())

    @property
    def campaign(self) -> Campaign | None:
        return self.set_plan.governance.campaign if self.set_plan.plans else None

    @cached_property
    def hourly_of_share(self) -> int:
        """Pictures an hour of the campaign's share of its accounts, whatever else is drawn; 0 where it has none."""
        percent = self.campaign.account_share if self.campaign else 0
        return sum(
            hourly_of_slots(schedule.slots_of_share(account.cap_in_flight, percent), plans)
            for account, plans in (self.of_accounts.items() if percent else [])
        )

    @cached_property
    def of_accounts(self) -> Mapping[Account, Sequence[Plan]]:
        """What each account draws."""
        plans: dict[Account, list[Plan]] = defaultdict(list)
        for one in self.set_plan.plans:
            if one.account:
                plans[one.account].append(one)
        return plans


def slots_left(account: Account, plans: Sequence[Plan]) -> int:
    """What other campaigns leave of an account while something of theirs waits."""
    return slots_beside(account, max(one.waiting.other_share for one in plans), account.cap_in_flight)


def hourly_of_slots(slots: int, plans: Sequence[Plan]) -> int:
    """At most what the models of one account draw side by side, and never more at once than these slots."""
    by_model = {one.image_model: one for one in plans if one.image_model}
    alone = sum(pictures_an_hour(model, one, slots) for model, one in by_model.items())
    seconds = sum(one.quote.renders * typical_of(one) for one in plans)
    renders = sum(one.quote.renders for one in plans)
    together = slots * SECONDS_PER_HOUR * renders / seconds if seconds else alone
    return int(min(alone, together))


def pictures_an_hour(image_model: ImageModel, one: Plan, slots: int | None = None) -> int:
    """How many a model draws at its own cap and that of its account, or in these slots of it."""
    seconds = typical_of(one)
    at_once = concurrent_renders(image_model, one.account)
    return int(min(at_once, at_once if slots is None else slots) * SECONDS_PER_HOUR / seconds) if seconds else 0


def typical_of(one: Plan) -> float:
    """The seconds of one picture of a plan."""
    return one.usual.typical.total_seconds() if one.usual else 0


def production_of(
    row: ProductionPlan, *, by: User, is_pilot: bool = False, rows: RowsOfPlan | None = None
) -> Production:
    """What would be ordered now: for the colours of the pilot; else for all, without those of a pilot that was ordered.
    `rows` are those of the same plan, where they are read already. Writes nothing."""
    rows = rows or RowsOfPlan.of(row, by)
    colours, known = rows.colours, rows.known
    part = part_of(row, colours, is_pilot=is_pilot)
    lines = [rows.lines.of(line) for line in row.chosen_lines]
    drawn = drawn_colours(lines, colours, part)
    shots = sum(shots_of(found, chosen) for found, (chosen, _sharing) in zip(lines, drawn, strict=True))
    too_many = shots if shots > MAX_SHOTS else 0
    planned = []
    for number, (found, (chosen, sharing)) in enumerate(zip(lines, drawn, strict=True)):
        of_line = planned_line(found, chosen, known, by) if chosen and not too_many else None
        planned.append(replace(found, number=number, plan=of_line, sharing=sharing))
    return Production(row, [one for one in colours if one.pk in part], planned, too_many, rows)


def shots_of(found: ProductionRow, colours: Sequence[Colorway]) -> int:
    return len(subjects_of(colours, in_one_picture=found.line.one_picture))


def planned_line(found: ProductionRow, colours: Sequence[Colorway], known: KnownRows, by: User) -> Plan:
    return plan(
        colorways=colours,
        placement=found.placement,
        version=found.version,
        image_model=found.image_model,
        count=found.line.count,
        kind=ShotSet.Kind.PRODUCTION,
        by=by,
        loaded=known.add_to(LoadedRows(), found.image_model),
        options=OrderOptions(in_one_picture=found.line.one_picture),
    )
