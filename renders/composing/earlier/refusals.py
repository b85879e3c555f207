"""What providers refused of a set, and which other image models take it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, Q, Sum, prefetch_related_objects

from catalog.models import ImageModel
from config.permissions import CHANGE_ACCOUNTS
from renders.composing.availability import accounts_by_provider, available_models
from renders.composing.earlier.repeats import options_of
from renders.composing.set_plans import models_taking
from renders.models import Shot, ShotSet

# Of how many shots refusals are shown, how many of the provider's sentences are shown of one placement, and with how
# many shots a model is tried; compose tries it with all of them.
MAX_SHOTS, MAX_REASONS, MAX_TRIED = 100, 3, 6


@dataclass
class Refusals:
    """Refused candidates of one placement, version and image model of a set."""

    # One of the shots.
    shot: Shot
    numbers: list[int] = field(default_factory=list)
    candidates: int = 0
    charged_micros: int = 0
    # As the provider worded them.
    reasons: list[str] = field(default_factory=list)
    # With what a picture costs there, the cheapest first.
    instead: list[tuple[ImageModel, int]] = field(default_factory=list)

    def add(self, number: int, row: Mapping[str, Any]) -> None:
        """Some candidates of the shot with this number, refused for the same reason."""
        self.numbers = list(dict.fromkeys([*self.numbers, number]))
        self.candidates += row["candidates"]
        self.charged_micros += row["charged_micros"] or 0
        self.reasons = list(dict.fromkeys([*self.reasons, row["explanation"]]))[:MAX_REASONS]


def refusals_of(shot_set: ShotSet, *, by: User, numbers: Collection[int] = ()) -> list[Refusals]:
    """What was refused of a set, or of its shots with these numbers, and not ordered again."""
    refused = shot_set.renders.refused().order_by("shot__number")
    if numbers:
        refused = refused.filter(shot__number__in=numbers)
    charged = Sum("price_micros", filter=Q(was_charged=True))
    rows = list(
        refused.values("shot", "shot__number", "explanation").annotate(candidates=Count("pk"), charged_micros=charged)[
            :MAX_SHOTS
        ]
    )
    if not rows:
        return []
    shots = Shot.objects.filter(pk__in={row["shot"] for row in rows}).select_related(
        "shot_set__reference_render__shot", "colorway__product", "placement", "version__template", "image_model"
    )
    by_pk = {shot.pk: shot for shot in shots}
    found: dict[tuple[int, int, int], Refusals] = {}
    shots_of: dict[tuple[int, int, int], list[Shot]] = {}
    for row in rows:
        shot = by_pk[row["shot"]]
        key = (shot.placement_id, shot.version_id, shot.image_model_id)
        found.setdefault(key, Refusals(shot)).add(shot.number, row)
        shots_of.setdefault(key, []).append(shot)
    accounts = accounts_by_provider(shot_set.kind)
    for key, one in found.items():
        tried = list({shot.pk: shot for shot in shots_of[key]}.values())[:MAX_TRIED]
        one.instead = models_instead(tried, accounts, by)
    return list(found.values())


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
