"""A run of retention as a background row."""

from datetime import timedelta

import pytest
from django.utils import timezone

from renders.files import MASTERS
from renders.models import Event, RetentionRun
from renders.models.leases import lease_on
from renders.models.removals import NIGHT_HOUR
from renders.pipeline.retention import files
from renders.pipeline.steps import STEPS
from renders.pipeline.tasks import run
from tests.factories import make_set_draft
from tests.renders.retention.old import age, old_picture

pytestmark = pytest.mark.django_db
[STEP] = [step for step in STEPS if step.name == "retain"]


def work_off(begun):
    for _ in range(20):
        run(STEP, begun.pk)
        begun.refresh_from_db()
        if begun.state != RetentionRun.State.RUNNING:
            return
    raise AssertionError("The run does not end")


def test_a_run_removes_by_every_rule_and_counts(ada, monkeypatch):
    monkeypatch.setattr(files, "STORED_LATELY", timedelta(days=-1))
    render = old_picture()
    age(make_set_draft(), saved_at=timezone.now() - timedelta(days=181))
    begun = RetentionRun.objects.begin(by=ada)
    work_off(begun)
    render.refresh_from_db()
    assert render.picture_removed_at == begun.began_at
    assert (begun.state, begun.rows, begun.files) == (RetentionRun.State.DONE, 2, 2)
    assert {one.rule: one.rows for one in begun.counts.exclude(rows=0)} == {"dropped": 1, "drafts": 1}
    assert not MASTERS.has(render.sha256)


def test_a_dry_run_counts_by_rule_and_removes_nothing(ada):
    render, shared = old_picture(), old_picture(specs=())
    draft = age(make_set_draft(), saved_at=timezone.now() - timedelta(days=181))
    begun = RetentionRun.objects.begin(by=ada, is_dry_run=True)
    work_off(begun)
    counted = {one.rule: (one.rows, one.files, one.stays) for one in begun.counts.all()}
    assert (counted["dropped"], counted["drafts"], counted["rejected"]) == ((1, 2, 1), (1, 0, 0), (0, 0, 0))
    assert begun.counts.get(rule="dropped").bytes == begun.bytes > 0
    for row in (render, shared, draft):
        row.refresh_from_db()
    assert (render.picture_removed_at, MASTERS.has(render.sha256)) == (None, True)
    assert not Event.objects.exists()


def test_a_rule_switched_off_meanwhile_hides_nothing_from_the_next_one(settings):
    age(make_set_draft(), saved_at=timezone.now() - timedelta(days=181))
    begun = RetentionRun.objects.begin(is_dry_run=True)
    RetentionRun.objects.update(rule="dropped", after=10**9)
    settings.RETENTION = settings.RETENTION.model_copy(update={"dropped_days": 0})
    work_off(begun)
    assert begun.counts.get(rule="drafts").rows == 1


def test_a_dry_run_waits_for_no_run(ada):
    assert RetentionRun.objects.begin(by=ada).pk != RetentionRun.objects.begin(by=ada, is_dry_run=True).pk


def test_a_dry_run_is_not_the_run_of_the_night():
    night = timezone.localtime().replace(hour=NIGHT_HOUR, minute=30)
    RetentionRun.objects.create(is_dry_run=True, state="done", began_at=night)
    assert RetentionRun.objects.begin_nightly(night)


def test_a_run_with_every_rule_switched_off_ends(settings):
    off = {name: 0 for name in type(settings.RETENTION).model_fields if name.endswith("_days")}
    settings.RETENTION = settings.RETENTION.model_copy(update=off)
    begun = RetentionRun.objects.begin()
    work_off(begun)
    assert (begun.state, begun.rows) == (RetentionRun.State.DONE, 0)


def test_a_run_that_breaks_too_often_ends_as_failed():
    begun = RetentionRun.objects.begin()
    with lease_on(STEP.rows(begun.pk)) as lease:
        STEP.give_up(begun.pk, lease, RuntimeError())
    begun.refresh_from_db()
    assert (begun.state, begun.due_at) == (RetentionRun.State.FAILED, None)
