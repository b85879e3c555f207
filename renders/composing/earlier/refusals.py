"""What providers refused of a set, and which other image models take it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, Min, Q, Sum, prefetch_related_objects
from django.db.models.functions import Coalesce

from catalog.models import ImageModel
from config.permissions import CHANGE_ACCOUNTS
from renders.composing.availability import accounts_by_provider, available_models
from renders.composing.earlier.repeats import options_of
from renders.composing.set_plans import models_taking
from renders.models import Shot, ShotSet

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

    def add(self, shot: Shot) -> None:
        self.shots.append(shot)
        self.reasons = list(dict.fromkeys([*self.reasons, vars(shot)["reason"]]))[:MAX_REASONS]


def refusals_of(shot_set: ShotSet, *, by: User, numbers: Collection[int] = ()) -> list[Refusals]:
    """What was refused of a set, or of its shots with these numbers, and not ordered again."""
    refused = shot_set.renders.refused().order_by()
    if numbers:
        refused = refused.filter(shot__number__in=numbers)
    counted = {"candidates": Count("pk"), "shots": Count("shot", distinct=True)}
    charged = Coalesce(Sum("price_micros", filter=Q(was_charged=True)), 0)
    found = {
        tuple(alike): Refusals(candidates, micros, shots)
        for *alike, candidates, shots, micros in refused.values_list(*ALIKE).annotate(**counted, micros=charged)
    }
    if not found:
        return []
    reasons = refused.values("shot").annotate(reason=Min("explanation"))
    for shot in first_shots({row["shot"]: row["reason"] for row in reasons.order_by("shot")[:MAX_SHOTS]}):
        # One that was refused since the count stands there the next time.
        if alike := found.get((shot.placement_id, shot.version_id, shot.image_model_id)):
            alike.add(shot)
    named = [one for one in found.values() if one.shots]
    accounts = accounts_by_provider(shot_set.kind)
    for one in named:
        one.instead = models_instead(one.shots[:MAX_TRIED], accounts, by)
    return sorted(named, key=lambda one: one.shot.number)


def first_shots(reasons: Mapping[int, str]) -> list[Shot]:
    """The shots with these ids, each with its `reason`."""
    shots = list(Shot.objects.filter(pk__in=reasons).with_plan().order_by("number"))
    for shot in shots:
        vars(shot)["reason"] = reasons[shot.pk]
    return shots


def models_instead(shots: Sequence[Shot], accounts: dict[str, Any], by: User) -> list[tuple[ImageModel, int]]:
    """The other models of the placement that take these shots, with the price of a picture."""
    first, options = shots[0], options_of(shots[0])
    serving = [
        model
        for model in first.placement.image_models.all()
        if model.is_enabled
        and model.pk != first.image_model_id
        and first.placement.aspect in model.aspects
        and (options.has_references or not model.needs_references)
    ]
    offered, _ = available_models(serving, accounts, for_admins=by.has_perm(CHANGE_ACCOUNTS))
    colorways = [shot.colorway for shot in shots]
    prefetch_related_objects(colorways, "product__artwork")
    taking = models_taking(colorways, first.placement, first.version, offered, options)
    priced = [(model, model.price_of(first.version.parameters)) for model in taking]
    return sorted(priced, key=lambda one: (one[1], one[0].name))
