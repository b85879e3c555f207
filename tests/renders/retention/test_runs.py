"""The page of retention: counting what would go, and a run that somebody starts."""

import re

import pytest
from django.urls import reverse

from renders.models import Event, RetentionRun
from renders.models.actions import Action
from renders.pipeline.steps import STEPS
from renders.pipeline.tasks import run
from tests.renders.retention.old import old_picture

pytestmark = pytest.mark.django_db
[STEP] = [step for step in STEPS if step.name == "retain"]


@pytest.fixture
def admin(client, ada):
    client.force_login(ada)
    return client


def page(browser, **headers):
    return browser.get(reverse("retention.runs"), headers=headers).content.decode()


def ask(browser, verb):
    """Press a button, and let the worker finish what it began."""
    answer = browser.post(reverse(f"retention.runs.{verb}"), follow=True)
    begun = RetentionRun.objects.first()
    for _ in range(20):
        run(STEP, begun.pk)
    begun.refresh_from_db()
    assert begun.state == RetentionRun.State.DONE
    return answer.content.decode()


def has_button(text, name):
    return f'id="{name}"' in text


def cells_of(text, label):
    row = next(row for row in text.split("<tr>") if label in row)
    return [re.sub("<[^>]+>", " ", cell.partition(">")[2]).strip() for cell in row.split("<td")[1:]]


def test_the_page_says_how_long_things_are_kept_and_counts_nothing_by_itself(admin):
    text = page(admin)
    assert "RETENTION_DROPPED_DAYS" in text
    assert has_button(text, "look")
    assert not has_button(text, "start")
    assert not RetentionRun.objects.exists()


def test_what_would_go_is_counted_by_kind_and_bytes(admin):
    render = old_picture()
    old_picture(specs=())
    assert "Packshot is counting" in ask(admin, "look")
    text = page(admin)
    days, _variable, rows, files, size, stays = cells_of(text, "Pictures dropped")
    assert (days, rows, files, stays) == ("90", "1", "2", "1")
    assert "bytes" in size
    assert has_button(text, "start")
    render.refresh_from_db()
    assert render.picture_removed_at is None


def test_a_run_removes_in_the_background_and_is_an_event(admin, ada):
    render = old_picture()
    ask(admin, "look")
    assert "goes on in the background" in ask(admin, "start")
    render.refresh_from_db()
    assert render.picture_removed_at is not None
    assert Event.objects.get(action=Action.RETENTION_STARTED).by == ada
    text = page(admin)
    assert "Last runs" in text
    assert not has_button(text, "start")
    assert "Not counted since the last run" in text


def test_a_run_that_goes_on_is_not_started_twice(admin):
    for _ in range(2):
        answer = admin.post(reverse("retention.runs.start"), follow=True)
    assert "going on already" in answer.content.decode()
    assert Event.objects.filter(action=Action.RETENTION_STARTED).count() == 1
    assert not has_button(page(admin), "look")


def test_where_nothing_is_old_nothing_can_be_started(admin):
    ask(admin, "look")
    assert not has_button(page(admin), "start")


def test_the_page_is_not_sent_again_while_nothing_moves(admin, ada):
    RetentionRun.objects.begin(by=ada, is_dry_run=True)
    seen = re.search(r"\?seen=([^\"]+)", page(admin))[1]
    asked = {"query_params": {"seen": seen}, "headers": {"HX-Request": "true"}}
    assert admin.get(reverse("retention.runs"), **asked).status_code == 204
    RetentionRun.objects.update(rows=1)
    assert admin.get(reverse("retention.runs"), **asked).status_code == 200


def test_only_admins_start_a_run(client, petra):
    client.force_login(petra)
    assert client.post(reverse("retention.runs.start")).status_code == 403
    assert not RetentionRun.objects.exists()


def test_runs_stay_listed_however_often_somebody_counted_since(admin):
    RetentionRun.objects.create(state="done", rows=4711)
    RetentionRun.objects.bulk_create(RetentionRun(state="done", is_dry_run=True) for _ in range(25))
    assert "4711" in page(admin)


def test_a_count_that_stopped_before_its_end_says_so(admin):
    assert "Not counted yet." in page(admin)
    RetentionRun.objects.create(state="failed", is_dry_run=True)
    assert "Counting stopped before its end. Count again." in page(admin)
    ask(admin, "look")
    assert "Counting stopped" not in page(admin)
