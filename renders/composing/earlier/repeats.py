"""Ordering a set again: all of it, or only what failed or was stopped."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from catalog.linting import asks_for_label_text
from catalog.models import Colorway
from renders.composing.earlier.missing import MISSING, brought_later, lacking, lock_family, still_missing
from renders.composing.governance import Problem
from renders.composing.launching import NotLaunchable, digest_of, find_launched, launch
from renders.composing.options import OrderOptions
from renders.composing.plans import LoadedRows, Plan, plan
from renders.composing.quotes import SetQuote
from renders.composing.set_plans import KnownRows, SetPlan
from renders.models import Shot, ShotSet
from renders.models.refused_orders import refusal_notified
from renders.models.renders import fetchable

MAX_SHOTS = 1_000
# Candidates whose place was ordered for the first time.
ORDERED = Q(renders__retry_of=None, renders__parent=None, renders__rework=None, renders__pk__isnull=False)


class Scope(StrEnum):
    """How much of a set is ordered again."""

    MISSING = "missing"
    ALL = "all"


@dataclass(frozen=True)
class Repeat:
    """A set, or a part of it, as it would be ordered again now."""

    shot_set: ShotSet
    scope: Scope
    set_plan: SetPlan
    # How many of its candidates are paid for and may still be fetched.
    fetchable: int = 0
    # How many shots have another contract by now: their products were edited.
    changed: int = 0
    # Where only what is missing is ordered: how many candidates each shot lacked when this was planned, by its id.
    lacked: Mapping[int, int] | None = None
    # It has more shots than are planned at once.
    is_too_large: bool = False

    @property
    def plans(self) -> Sequence[Plan]:
        return self.set_plan.plans

    @property
    def quote(self) -> SetQuote:
        return self.set_plan.quote

    @property
    def problems(self) -> list[Problem]:
        """Why it cannot be ordered as it was, each once."""
        return self.set_plan.problems

    @property
    def digest(self) -> str:
        """What is ordered: the page shows it, and the launch orders nothing else."""
        return digest_of(self.plans)

    def launch(self, *, by: User, token: UUID) -> ShotSet:
        """Order it as a set of its own. Raises what `composing.launch` raises."""
        repeated = self.shot_set
        with refusal_notified(by), transaction.atomic():
            lock_family(repeated)
            if launched := find_launched(self.plans, token, by):
                return launched
            if self.lacked is not None and self.lacked != lacking(repeated):
                changed = _("What is missing was ordered again a moment ago, or came. Look at the order again.")
                raise NotLaunchable([Problem("count", changed)])
            return launch(*self.plans, by=by, token=token, title=repeated.title, note=repeated.note, repeats=repeated)


def repeats_of(shot_set: ShotSet, *scopes: Scope, by: User) -> list[Repeat]:
    """Plan it again with the same versions, image models and options, and the products as they are now. Where nothing
    is to be ordered there are no plans. Writes nothing."""
    known = KnownRows.of(by, shot_set.kind)
    return [repeat_of(shot_set, scope, known, by) for scope in scopes]


def repeat_of(shot_set: ShotSet, scope: Scope, known: KnownRows, by: User) -> Repeat:
    counted = ORDERED if scope is Scope.ALL else MISSING
    shots = shot_set.shots.annotate(wanted=Count("renders", filter=counted)).filter(wanted__gt=0).order_by("number")
    shots = shots.annotate(fetchable=Count("renders", filter=counted & fetchable("renders__"))).with_plan()
    found: list[Shot] = list(
        shots.prefetch_related(
            "colorway__product__artwork", "placement__image_models", "version__template__placements"
        )[: MAX_SHOTS + 1]
    )
    if len(found) > MAX_SHOTS:
        return Repeat(shot_set, scope, SetPlan([]), is_too_large=True)
    if scope is Scope.MISSING:
        found = still_missing(found, brought_later(shot_set))
    plans = [plan_of(group, count, known, by) for group, count in alike(found)]
    ordered = {shot.contract_digest for shot in found}
    changed = sum(digest not in ordered for each in plans for _, _, digest in each.contracts)
    if scope is Scope.ALL:
        return Repeat(shot_set, scope, SetPlan(plans), changed=changed)
    wanted = {shot.pk: vars(shot)["wanted"] for shot in found}
    still_paid_for = sum(min(vars(shot)["fetchable"], wanted[shot.pk]) for shot in found)
    return Repeat(shot_set, scope, SetPlan(plans), still_paid_for, changed, wanted)


def alike(shots: Sequence[Shot]) -> Iterator[tuple[list[Shot], int]]:
    """Shots that differ in their colorway alone, with the number of candidates that each of them gets."""
    groups: dict[tuple[int, ...], list[Shot]] = {}
    for shot in shots:
        key = (shot.placement_id, shot.version_id, shot.image_model_id, vars(shot)["wanted"])
        groups.setdefault(key, []).append(shot)
    for alike_in, group in groups.items():
        yield group, alike_in[-1]


def plan_of(shots: Sequence[Shot], count: int, known: KnownRows, by: User) -> Plan:
    first = shots[0]
    order = plan(
        colorways=[colorway for shot in shots for colorway in colours_of(shot)],
        placement=first.placement,
        version=first.version,
        image_model=first.image_model,
        count=count,
        kind=first.shot_set.kind,
        by=by,
        loaded=known.add_to(LoadedRows(), first.image_model),
        options=options_of(first),
    )
    # What is missing may be fewer candidates than a new set has.
    return replace(order, problems=[problem for problem in order.problems if problem.field != "count"])


def options_of(shot: Shot) -> OrderOptions:
    """The options that a shot was ordered with."""
    contract = shot.contract_json
    sources = {reference["source"] for reference in contract.get("references", ())}
    return OrderOptions(
        uses_photo="artwork" in sources,
        render=shot.shot_set.reference_render,
        leaves_label_blank=asks_for_label_text(shot.version.prompt) and not asks_for_label_text(contract["prompt"]),
        in_one_picture=bool(contract.get("cells")),
    )


def colours_of(shot: Shot) -> list[Colorway]:
    """What its pictures were ordered to show; of several colours those that the catalogue still has."""
    skus = [cell["sku"] for cell in shot.contract_json.get("cells", ())]
    if not skus:
        return [shot.colorway]
    product = shot.colorway.product
    found = {one.sku: one for one in Colorway.objects.filter(product=product, sku__in=skus)}
    for colorway in found.values():
        colorway.product = product
    return [found[sku] for sku in skus if sku in found]
