"""Which chosen pictures of a set do not look like the others of their placement and template."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from config.caching.compiled_queries import compiled
from renders.models import Render, Review, ShotSet
from renders.quality import SetPicture, odd_ones

# More chosen pictures of one set than this are not compared.
COMPARED = 400


@dataclass(frozen=True)
class OddPicture:
    """A candidate that stands out, with the sentence that says in what."""

    pk: int
    shot_code: str
    number: int
    product: str
    colorway: str
    message: str

    @property
    def address(self) -> str:
        return reverse("shots.candidate", args=[self.shot_code, self.number])


def odd_pictures(shot_set: ShotSet) -> list[OddPicture]:
    """One picture a shot is compared: the one that was submitted last, else the first star. One query."""
    return [
        OddPicture(pk, code, number, product, colorway, message)
        for group in _chosen(shot_set).values()
        for (pk, code, number, product, colorway), message in odd_ones(group)
    ]


def _chosen(shot_set: ShotSet) -> dict[tuple[int, int], list[SetPicture]]:
    """The pictures that are compared with each other, by placement and template."""
    groups, seen = defaultdict(list), set()
    for row in rows_of(shot_set.pk):
        shot, placement, template, measures, *key = row
        if shot not in seen and measures:
            seen.add(shot)
            groups[placement, template].append(SetPicture(tuple(key), **measures))
    return groups


@compiled
def rows_of(shot_set: int) -> QuerySet[Render, Any]:
    """What was submitted or starred, the submitted first."""
    of_set = Render.objects.filter(shot_set=shot_set)
    rounds = Review.objects.filter(shot__shot_set=shot_set).exclude(state=Review.State.WITHDRAWN)
    submitted = rounds.order_by().values("pick")
    # Two lookups, each in an index of its own: with "or" the database reads every render of the set.
    chosen = of_set.choosable().filter(pk__in=submitted.union(of_set.starred().order_by().values("pk")))
    columns = ("shot", "shot__placement", "shot__version__template", "measures", "pk", "shot__code", "number")
    names = ("shot__colorway__product__name", "shot__colorway__name")
    ranked = chosen.alias(is_submitted=Q(pk__in=submitted)).order_by("-is_submitted", "number")
    return ranked.values_list(*columns, *names)[:COMPARED]
