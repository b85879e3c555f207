"""Figures for Prometheus, as its own parser reads them."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from catalog.models import ImageModel
from renders.models import Account, Tally
from tests.factories import make_account, make_render
from tests.renders.monitoring.test_health import STRANGERS


def figures(client):
    """The value of each figure by its name and the values of its labels, in the order of their names."""
    text = client.get(reverse("monitoring.metrics")).content.decode()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.django_db
@pytest.mark.parametrize("origin", [*STRANGERS, {}])
def test_with_an_address_of_our_own_metrics_want_the_token(client, settings, origin):
    settings.PUBLIC_BASE_URL, settings.METRICS_TOKEN = "https://packshot.example", SecretStr("of the monitor")
    given = {"none": {}, "wrong": {"Authorization": "Bearer x"}, "right": {"Authorization": "Bearer of the monitor"}}
    metrics = reverse("monitoring.metrics")
    answers = {name: client.get(metrics, headers=headers, **origin).status_code for name, headers in given.items()}
    assert answers == {"none": 404, "wrong": 404, "right": 200}


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["", "Bearer ", "Bearer é"])
def test_without_a_token_of_our_own_none_opens_metrics(client, settings, sent):
    settings.PUBLIC_BASE_URL = "https://packshot.example"
    assert client.get(reverse("monitoring.metrics"), headers={"Authorization": sent}).status_code == 404


@pytest.mark.django_db
def test_metrics_count_renders_and_doubts(client):
    make_render()
    make_render(state="in_doubt")
    seen = figures(client)
    assert seen["packshot_renders", "ready"] == 1
    assert seen["packshot_in_doubt_open",] == 1


@pytest.mark.django_db
def test_metrics_say_of_each_kind_how_long_the_oldest_step_waits(client):
    make_account(name="late", due_at=timezone.now() - timedelta(seconds=90))
    seen = figures(client)
    assert seen["packshot_due", "account", "network"] == 1
    assert 90 <= seen["packshot_due_oldest_seconds", "account", "network"] < 120
    assert seen["packshot_due_oldest_seconds", "render", "network"] == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "work"), [("assigned", "network"), ("finished", "images"), ("stored", "images")])
def test_metrics_say_of_renders_which_kind_of_work_waits(client, state, work):
    make_render(state=state, due_at=timezone.now() - timedelta(seconds=90))
    seen = figures(client)
    for each in ("network", "images"):
        assert seen["packshot_due", "render", each] == (each == work)
        assert (seen["packshot_due_oldest_seconds", "render", each] >= 90) == (each == work)


@pytest.mark.django_db
def test_metrics_say_how_full_each_account_is_and_whether_it_is_paused(client):
    account = make_render(state="submitted").account
    Account.objects.filter(pk=account.pk).update(cap_in_flight=8, paused_reason="denied")
    labels = (account.name, account.provider)
    seen = figures(client)
    assert seen["packshot_account_in_flight", *labels] == 1
    assert seen["packshot_account_cap", *labels] == 8
    assert seen["packshot_account_paused", *labels] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("is_folded", [False, True])
def test_metrics_say_how_renders_of_each_model_ended_and_what_they_cost(client, is_folded):
    shot = make_render(price_micros=250_000, was_charged=True).shot
    make_render(shot=shot, price_micros=250_000, was_charged=True)
    if is_folded:
        Tally.objects.fold()
    slug = ImageModel.objects.get(pk=shot.image_model_id).slug
    seen = figures(client)
    assert seen["packshot_renders_ended_total", slug, "ready"] == 2
    assert seen["packshot_charged_dollars_total", slug] == 0.5


@pytest.mark.django_db
def test_a_monitor_that_asks_for_openmetrics_gets_it(client):
    answer = client.get(reverse("monitoring.metrics"), headers={"Accept": "application/openmetrics-text"})
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
    assert answer.content.endswith(b"# EOF\n")


@pytest.mark.parametrize("origin", STRANGERS)
def test_metrics_are_hidden_from_other_machines(client, origin):
    assert client.get(reverse("monitoring.metrics"), **origin).status_code == HTTPStatus.NOT_FOUND
