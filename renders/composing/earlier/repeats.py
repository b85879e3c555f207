"""Ordering a set again: all of it, or only what failed or was stopped."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Count, Q

from catalog.linting import asks_for_label_text
from renders.composing.governance import Problem
from renders.composing.launching import digest_of, launch
from renders.composing.options import OrderOptions
from renders.composing.plans import LoadedRows, Plan, plan
from renders.composing.quotes import SetQuote
from renders.composing.set_plans import KnownRows, SetPlan
from renders.models import Render, Shot, ShotSet
from renders.models.renders import fetchable

State = Render.State
MAX_SHOTS = 1_000
# Candidates whose place was ordered for the first time, and those that brought nothing and were not ordered again.
ORDERED = Q(renders__retry_of=None, renders__pk__isnull=False)
MISSING = Q(renders__state__in=[State.FAILED, State.CANCELLED], renders__retry=None)
# What a shot has in common with the shot that orders it again, whatever became of the product.
ORDERED_AS = ("colorway", "placement", "version", "image_model")


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
        first = self.shot_set
        return launch(*self.plans, by=by, token=token, title=first.title, note=first.note, repeats=first)


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
    still_paid_for = sum(vars(shot)["fetchable"] for shot in found) if scope is Scope.MISSING else 0
    return Repeat(shot_set, scope, SetPlan(plans), still_paid_for, changed)


def brought_later(shot_set: ShotSet) -> Counter[tuple[int, ...]]:
    """How many candidates later repeats have brought or may still bring, by what shots have in common with theirs."""
    repeats = later_repeats(shot_set)
    if not repeats:
        return Counter()
    brought = Render.objects.filter(shot_set__in=repeats).exclude(state__in=[State.FAILED, State.CANCELLED]).order_by()
    rows = brought.values_list(*(f"shot__{name}" for name in ORDERED_AS)).annotate(candidates=Count("pk"))
    return Counter({tuple(ordered_as): candidates for *ordered_as, candidates in rows})


def later_repeats(shot_set: ShotSet) -> set[int]:
    """The ids of the sets that were launched after this one and order it again, or the same first set as it does."""
    first = shot_set
    while first.repeats:
        first = first.repeats
    found, newest = {first.pk}, {first.pk}
    while newest:
        newest = set(ShotSet.objects.filter(repeats__in=newest).values_list("pk", flat=True)) - found
        found |= newest
    return {pk for pk in found if pk > shot_set.pk}


def still_missing(shots: Sequence[Shot], brought: Counter[tuple[int, ...]]) -> list[Shot]:
    """The shots that lack more than was brought elsewhere; their `wanted` becomes what they lack now."""
    for shot in shots:
        ordered_as = tuple(getattr(shot, f"{name}_id") for name in ORDERED_AS)
        elsewhere = min(vars(shot)["wanted"], brought[ordered_as])
        brought[ordered_as] -= elsewhere
        vars(shot)["wanted"] -= elsewhere
        vars(shot)["fetchable"] = min(vars(shot)["fetchable"], vars(shot)["wanted"])
    return [shot for shot in shots if vars(shot)["wanted"]]


def alike(shots: Sequence[Shot]) -> Iterator[tuple[list[Shot], int]]:
    """Shots that differ in their colorway alone, with the number of candidates that each of them gets."""
    groups: dict[tuple[int, ...], list[Shot]] = {}
    for shot in shots:
        key = (shot.placement_id, shot.version_id, shot.image_model_id, vars(shot)["wanted"])
        groups.setdefault(key, []).append(shot)
    for (*_, count), group in groups.items():
        yield group, count


def plan_of(shots: Sequence[Shot], count: int, known: KnownRows, by: User) -> Plan:
    first = shots[0]
    order = plan(
        colorways=[shot.colorway for shot in shots],
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
    )
