"""Candidates and decisions as rows, for the figures of prompts."""

from datetime import timedelta

from django.utils import timezone

from renders.models import Decision, Render
from tests.factories import make_attempt, make_decision, make_render, make_review, make_shot

NOW = timezone.now()


def drawn(version, seconds=30, price=10_000, **overrides) -> Render:
    """A ready candidate in a shot of its own, ready so many seconds after its request was sent."""
    placement = version.template.placements.get()
    shot = make_shot(version=version, placement=placement, price_micros=price, **overrides)
    render = make_render(shot, attempt=make_attempt(shot, sent_at=NOW))
    Render.objects.filter(pk=render.pk).update(state_changed_at=NOW + timedelta(seconds=seconds))
    return render


def decided(version, verdict="approve", **fields) -> Decision:
    """The decision on a candidate of its own."""
    return make_decision(make_review(drawn(version)), verdict=verdict, **fields)
