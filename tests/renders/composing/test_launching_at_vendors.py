"""A launched set comes home from Pixelmuse and from imagepipeline.io, as the environment sets them up."""

import uuid
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from pydantic import SecretStr

from renders import composing, providers
from renders.models import Account, Attempt, LedgerEntry, Render
from renders.models.renders import State
from renders.pipeline import clock, tasks
from renders.providers.pixelmuse.variables import PixelmuseVariables
from tests.factories import (
    make_account,
    make_artwork,
    make_colorway,
    make_image_model,
    make_placement,
    make_template,
    make_version,
)
from tests.fakes import work
from tests.renders.composing.at_vendors import choices_at
from tests.shipped import BY_SLUG
from tests.simulators.running import simulator

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def launch(petra, settings):
    """Launch eight renders of a shipped model at a simulator: `launch(simulated, "pixelmuse-imagen-3", "official")`."""

    def launched(simulated, slug, dialect):
        choices = choices_at(simulated, slug, settings, dialect)
        plan = composing.plan(**choices, count=8, kind="preview", by=petra)
        return composing.launch(plan, by=petra, token=uuid.uuid4())

    yield launched
    providers.ADAPTERS.clear()


def due_now():
    """Whatever waits for a later moment is due."""
    for kind in (Account, Render):
        kind.objects.exclude(due_at=None).update(due_at=timezone.now())
    Account.objects.update(polled_at=None)
    tasks.enqueue(clock.due(timezone.now()))


def test_enclosed_pictures_are_stored_and_no_row_has_them(launch):
    with simulator("pixelmuse", mean=0.02) as simulated:
        shot_set = launch(simulated, "pixelmuse-nano-banana-2", "official")
        work()
        assert set(shot_set.renders.values_list("state", flat=True)) == {State.READY}
        assert "data:" not in repr(list(shot_set.renders.values_list("output", flat=True)))
        assert len(simulated.ledger()["accepted"]) == 8


@pytest.mark.parametrize(
    ("vendor", "slug", "dialect", "requests"),
    [
        ("pixelmuse", "pixelmuse-flux-schnell", "guide", 8),
        ("imagepipeline", "imagepipeline-flux-schnell", "v3", 2),
        ("imagepipeline", "imagepipeline-flux-schnell", "successor", 8),
    ],
)
def test_pictures_are_delivered_in_as_many_requests_as_the_dialect_needs(launch, vendor, slug, dialect, requests):
    with simulator(vendor, dialect) as simulated:
        shot_set = launch(simulated, slug, dialect)
        work()
        simulated.advance(600)
        Attempt.objects.update(sent_at=timezone.now() - timedelta(seconds=100))
        due_now()
        work()
        assert set(shot_set.renders.values_list("state", flat=True)) == {State.READY}
        assert len(simulated.ledger()["accepted"]) == requests


def test_one_set_of_two_models_is_billed_once_each_at_the_price_shown(petra, settings):
    """Ten renders of one model at 1:1 and eight of another at 4:3, at one account with a cap of four."""
    with simulator("pixelmuse", mean=0.02) as simulated:
        key = SecretStr("pm_test_0123456789abcdef0123456789abcdef")
        variables = PixelmuseVariables(api_key=key, base_url=simulated.base_url, dialect="official")
        settings.PROVIDER_VARIABLES = {**settings.PROVIDER_VARIABLES, "pixelmuse": variables}
        settings.OUTBOUND_ALLOW = [urlsplit(address).netloc for address in (simulated.base_url, simulated.asset_url)]
        providers.ADAPTERS.clear()
        make_account(provider="pixelmuse", name="main", cap_in_flight=4)
        colorway = make_colorway()
        make_artwork(colorway.product)
        lines = []
        for slug, aspect, count in (("pixelmuse-nano-banana-2", "1:1", 10), ("pixelmuse-imagen-3", "4:3", 8)):
            model = make_image_model(**BY_SLUG[slug])
            placement = make_placement(image_models=[model], aspect=aspect, min_width=64, min_height=64)
            version = make_version(make_template(placements=[placement]))
            lines.append(composing.PlacementChoices(placement, version, model, count))
        plan = composing.plan_set([colorway], lines, kind="preview", by=petra)
        shot_set = composing.launch(*plan.plans, by=petra, token=uuid.uuid4())
        work()
        assert set(shot_set.renders.values_list("state", flat=True)) == {State.READY}
        accepted = simulated.ledger()["accepted"]
        assert len(accepted) == 18
        spent = LedgerEntry.objects.filter(shot_set=shot_set).values_list("spent_micros", flat=True)
        assert sum(spent) == plan.quote.total_micros
    providers.ADAPTERS.clear()
