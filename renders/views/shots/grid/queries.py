"""What the page of a shot reads."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from config.caching.compiled_queries import compiled, remember_each
from renders.composing.outlook import with_outlook
from renders.models import Baseline, Decision, Finding, Publication, Render, Review, Rework, Shot

# What the page says of an order, beside the shot's own fields. Prompts and the models' forms stay in the database.
SHOWN = ["shot_set__code", "shot_set__kind", "shot_set__launched_at", "shot_set__stopped_at"]
SHOWN += ["shot_set__paused_at", "shot_set__starts_at", "shot_set__campaign"]
SHOWN += [f"shot_set__launched_by__{name}" for name in ("username", "first_name", "last_name")]
SHOWN += ["colorway__name", "colorway__color_words", "colorway__product__name", "placement__name", "placement__aspect"]
SHOWN += ["version__number", "version__frozen_at", "version__template__name", "version__template__slug"]
SHOWN += ["code", "number", "revision", "cells_of", "contract_json", "price_micros"]
SHOWN += [f"image_model__{name}" for name in ("name", "abilities", "typical_seconds", "cap_in_flight")]
SHOWN += ["image_model__price_micros", "image_model__resolution_prices", "version__parameters"]
SHOWN += [f"account__{name}" for name in ("provider", "name", "cap_in_flight", "is_enabled", "not_before")]
SHOWN += [f"account__{name}" for name in ("paused_reason", "paused_code", "paused_at", "probe_at")]
SHOWN += [f"account__{name}" for name in ("due_at", "lease", "lease_until")]
# And of its last round.
SHOWN_OF_REVIEW = ["shot", "round", "state", "submitted_at", "note", "pick__number"]
SHOWN_OF_REVIEW += [f"submitted_by__{name}" for name in ("username", "first_name", "last_name")]

# And of what a candidate was ordered after.
SHOWN_OF_REWORK = ["patches", "contract_json", "parent__number", "parent__shot__code"]


@compiled
def shots_with_code(code: str) -> QuerySet[Shot]:
    baseline = Baseline.objects.filter(version=OuterRef("version")).values("render")
    of_set = Shot.objects.filter(shot_set=OuterRef("shot_set"), number__gt=OuterRef("number"))
    following = of_set.order_by("number").values("code")[:1]
    rounds = Review.objects.filter(shot=OuterRef("pk")).exclude(state=Review.State.WITHDRAWN)
    shots = with_outlook(Shot.objects.with_order()).only(*SHOWN).annotate(was_submitted=Exists(rounds))
    return shots.annotate(baseline=Subquery(baseline), next_shot=Subquery(following)).filter(code=code)


@compiled
def renders_of(shot: int) -> QuerySet[Render]:
    return Render.objects.filter(shot=shot).order_by("number")


def read_rework(render: Render) -> None:
    """What it was ordered after, at once with that candidate."""
    if render.rework_id and not Render.rework.is_cached(render):
        [render.rework] = reworks_with_id(render.rework_id)


@compiled
def reworks_with_id(pk: int) -> QuerySet[Rework]:
    return Rework.objects.filter(pk=pk).select_related("parent__shot").only(*SHOWN_OF_REWORK)


def read_findings(renders: list[Render]) -> None:
    """What inspection found in each, at once."""
    remember_each(renders, "findings", findings_of([render.pk for render in renders]), "render_id")


@compiled
def findings_of(renders: list[int]) -> QuerySet[Finding]:
    return Finding.objects.filter(render__pk__in=renders)


@compiled
def last_round_of(shot: int) -> QuerySet[Review]:
    rounds = Review.objects.filter(shot=shot).exclude(state=Review.State.WITHDRAWN).order_by("-round")
    return rounds.select_related("pick", "submitted_by").only(*SHOWN_OF_REVIEW)[:1]


@compiled
def live_of(decision: int) -> QuerySet[Publication]:
    return Publication.objects.live().filter(decision=decision).order_by("-pk")[:1]


@compiled
def rejected_of(shot: int) -> QuerySet[Decision, Any]:
    rejections = Decision.objects.standing().filter(verdict=Decision.Verdict.REJECT)
    return rejections.filter(review__shot=shot).values_list("render", flat=True)
