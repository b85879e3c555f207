"""The renders of a set that providers refused, and which other image models take them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from catalog.models import ImageModel
from config.caching.compiled_queries import compiled
from config.permissions import CHANGE_ACCOUNTS
from renders.composing.availability import accounts_by_provider, available_models
from renders.composing.earlier.repeats import options_of
from renders.composing.set_plans import models_taking
from renders.composing.shots.artwork import load_artwork
from renders.models import Render, Shot, ShotSet

# How many shots of a set are named, how many of the provider's sentences are shown of one placement, and with how many
# shots a model is tried; compose tries it with all of them.
MAX_SHOTS, MAX_REASONS, MAX_TRIED = 200, 3, 6
# What shots have in common that one other model may take.
ALIKE = ("shot__placement", "shot__version", "shot__image_model")


@dataclass
class Refusals:
    """Refused candidates of one placement, version and image model of a set."""

    candidates: int
    charged_micros: int
    # In how many shots.
    shot_count: int
    # The first of these shots.
    shots: list[Shot] = field(default_factory=list)
    # As the provider worded them.
    reasons: list[str] = field(default_factory=list)
    # With what a picture costs there, the cheapest first.
    instead: list[tuple[ImageModel, int]] = field(default_factory=list)

    @property
    def shot(self) -> Shot:
        return self.shots[0]

    def add(self, shot: Shot, reason: str) -> None:
        self.shots.append(shot)
        self.reasons = list(dict.fromkeys([*self.reasons, reason]))[:MAX_REASONS]


def refusals_of(shot_set: ShotSet, *, by: User) -> list[Refusals]:
    """What was refused of a set and not ordered again."""
    counted = counted_of_set(shot_set.pk)
    found = {tuple(alike): Refusals(candidates, micros, shots) for *alike, candidates, shots, micros in counted}
    if not found:
        return []
    reasons = dict(reasons_of_set(shot_set.pk))
    for shot in shots_of(sorted(reasons)):
        # One that was refused since the count stands there the next time.
        if alike := found.get((shot.placement_id, shot.version_id, shot.image_model_id)):
            alike.add(shot, reasons[shot.pk])
    named = [one for one in found.values() if one.shots]
    add_models_instead(named, shot_set, by)
    return sorted(named, key=lambda one: one.shot.number)


def refusals_of_shot(shot_set: ShotSet, refused: Sequence[Render], *, by: User) -> list[Refusals]:
    """The same of one shot, whose refused candidates these are."""
    if not refused:
        return []
    charged = sum(render.price_micros for render in refused if render.was_charged)
    reasons = sorted({render.explanation for render in refused})[:MAX_REASONS]
    shots = shots_of([refused[0].shot_id])
    found = [Refusals(len(refused), charged, len(shots), shots, reasons)]
    add_models_instead(found, shot_set, by)
    return found


def add_models_instead(refusals: Sequence[Refusals], shot_set: ShotSet, by: User) -> None:
    """Say of each which models take its shots."""
    accounts = accounts_by_provider(shot_set.kind)
    for one in refusals:
        one.instead = models_instead(one.shots[:MAX_TRIED], accounts, by)


@compiled
def counted_of_set(shot_set: int) -> QuerySet[Render, Any]:
    """Of each placement, version and image model: refused candidates, in how many shots, and what they cost."""
    charged = Coalesce(Sum("price_micros", filter=Q(was_charged=True)), 0)
    refused = Render.objects.refused().filter(shot_set=shot_set).order_by().values_list(*ALIKE)
    return refused.annotate(candidates=Count("pk"), shots=Count("shot", distinct=True), micros=charged)


@compiled
def reasons_of_set(shot_set: int) -> QuerySet[Render, Any]:
    """Of the first shots: id and a reason."""
    refused = Render.objects.refused().filter(shot_set=shot_set).order_by("shot").values_list("shot")
    return refused.annotate(reason=Min("explanation"))[:MAX_SHOTS]


@compiled
def shots_of(keys: list[int]) -> QuerySet[Shot]:
    """With what a plan for another image model asks for."""
    asked_for = ["shot_set__reference_render__shot", "colorway__product", "placement", "image_model"]
    return Shot.objects.filter(pk__in=keys).select_related(*asked_for, "version__template").order_by("number")


@compiled
def models_of(placement: int) -> QuerySet[ImageModel]:
    return ImageModel.objects.filter(placements=placement)


def models_instead(shots: Sequence[Shot], accounts: dict[str, Any], by: User) -> list[tuple[ImageModel, int]]:
    """The other models of the placement that take these shots, with the price of a picture."""
    first, options = shots[0], options_of(shots[0])
    serving = [
        model
        for model in models_of(first.placement_id)
        if model.is_enabled
        and model.pk != first.image_model_id
        and first.placement.aspect in model.aspects
        and (options.has_references or not model.needs_references)
    ]
    offered, _ = available_models(serving, accounts, for_admins=by.has_perm(CHANGE_ACCOUNTS))
    colorways = [shot.colorway for shot in shots]
    load_artwork([colorway.product for colorway in colorways])
    taking = models_taking(colorways, first.placement, first.version, offered, options)
    priced = [(model, model.price_of(first.version.parameters)) for model in taking]
    return sorted(priced, key=lambda one: (one[1], one[0].name))
