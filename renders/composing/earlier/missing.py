"""The renders that a set lacks: those that failed or were stopped, without those that later orders of its family bring.

A set, the sets that order it again, and those that order these again are a family; its first set is locked while one of
them orders something again, so that the same missing candidate is bought once.
"""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count, Q

from renders.models import Render, Shot, ShotSet
from renders.models.renders import State

# Candidates that brought nothing and were not ordered again.
MISSING = Q(
    renders__state__in=[State.FAILED, State.CANCELLED], renders__retry=None, renders__parent=None, renders__rework=None
)
# What a shot has in common with the shot that orders it again, whatever became of the product.
ORDERED_AS = ("colorway", "placement", "version", "image_model")


def lacking(shot_set: ShotSet) -> dict[int, int]:
    """How many candidates each of its shots lacks, by the shot's id."""
    shots = shot_set.shots.annotate(wanted=Count("renders", filter=MISSING)).filter(wanted__gt=0).order_by("number")
    return {shot.pk: vars(shot)["wanted"] for shot in still_missing(list(shots), brought_later(shot_set))}


def brought_later(shot_set: ShotSet) -> Counter[tuple[int, ...]]:
    """How many candidates later repeats have brought or may still bring, by what shots have in common with theirs."""
    repeats = later_repeats(shot_set)
    if not repeats:
        return Counter()
    brought = (
        Render.objects.from_orders()
        .filter(shot_set__in=repeats, rework=None)
        .exclude(state__in=[State.FAILED, State.CANCELLED])
        .order_by()
    )
    rows = brought.values_list(*(f"shot__{name}" for name in ORDERED_AS)).annotate(candidates=Count("pk"))
    return Counter({tuple(ordered_as): candidates for *ordered_as, candidates in rows})


def first_of_family(shot_set: ShotSet) -> ShotSet:
    """The set that others order again; itself where it orders none again."""
    while shot_set.repeats:
        shot_set = shot_set.repeats
    return shot_set


def lock_family(shot_set: ShotSet) -> None:
    """Let nobody else order this set or its repeats again before the end of this transaction, nor release what is
    reserved for it, which locks its row before the budgets."""
    family = ShotSet.objects.filter(pk__in=[first_of_family(shot_set).pk, shot_set.pk])
    # no_key: the rows that other transactions add to these sets do not wait.
    list(family.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def later_repeats(shot_set: ShotSet) -> set[int]:
    """The ids of the sets that were launched after this one and order it again, or the same first set as it does."""
    first = first_of_family(shot_set)
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
    return [shot for shot in shots if vars(shot)["wanted"]]
