"""What a vendor refused is shown in its words, and ordering it again buys that much and no more."""

import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from renders import composing, providers
from renders.models import Account, Attempt, LedgerEntry, Render, ShotSet
from renders.models.renders import State
from tests.fakes import due_now, work
from tests.html import flat
from tests.page_forms import forms_of
from tests.renders.composing.at_vendors import choices_at
from tests.simulators.running import simulator

pytestmark = pytest.mark.django_db(transaction=True)
REFUSES_TWO = {"fault": "task_fails", "nth": [1, 2], "code": "content_policy", "message": "The prompt shows a weapon"}


@pytest.fixture
def launch(petra, settings):
    """Launch eight renders of a shipped model at a simulator."""

    def launched(simulated, slug, dialect):
        choices = choices_at(simulated, slug, settings, dialect)
        plan = composing.plan(**choices, count=8, kind="preview", by=petra)
        return composing.launch(plan, by=petra, token=uuid.uuid4())

    yield launched
    providers.ADAPTERS.clear()


def draw(simulated):
    """Let whatever is ordered come to its end."""
    work()
    simulated.advance(1_000)
    Attempt.objects.update(sent_at=timezone.now() - timedelta(seconds=200))
    due_now(Account)
    due_now()
    work()


@pytest.mark.parametrize(
    ("vendor", "slug", "dialect"),
    [
        ("hiapi", "flux-schnell", ""),
        ("pixelmuse", "pixelmuse-flux-schnell", "official"),
        ("pixelmuse", "pixelmuse-flux-schnell", "guide"),
        ("imagepipeline", "imagepipeline-flux-schnell", "v3"),
        ("imagepipeline", "imagepipeline-flux-schnell", "successor"),
    ],
)
def test_what_was_refused_is_bought_once_more_and_nothing_else(launch, petra, client_of, vendor, slug, dialect):
    with simulator(vendor, *filter(None, [dialect]), rpm=0) as simulated:
        simulated.script(REFUSES_TWO)
        shot_set = launch(simulated, slug, dialect)
        draw(simulated)
        refused = shot_set.renders.filter(state=State.FAILED).count()
        assert refused
        browser, address = client_of(petra), reverse("sets.again", args=[shot_set.code])
        assert "The prompt shows a weapon" in unescape(flat(browser.get(shot_set.get_absolute_url())))
        button = forms_of(browser.get(address).content.decode())
        form = next(one for one in button if one.action == address and one.data()["scope"] == ["missing"])
        before = len(simulated.ledger()["accepted"])
        simulated.script()
        answers = [browser.post(address, form.data()).url for _ in range(2)]
        draw(simulated)
        again = ShotSet.objects.get(repeats=shot_set)
        assert answers == [again.get_absolute_url()] * 2
        assert again.renders.filter(state=State.READY).count() == again.renders.count() == refused
        per_request = 4 if dialect == "v3" else 1
        assert len(simulated.ledger()["accepted"]) - before == -(-refused // per_request)
        spent = sum(LedgerEntry.objects.filter(shot_set=again).values_list("spent_micros", flat=True))
        assert spent == sum(Render.objects.filter(shot_set=again).values_list("price_micros", flat=True))
