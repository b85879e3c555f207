"""Rows that go by their age alone, and those of them that stay."""

import os
from datetime import timedelta
from pathlib import Path
from sqlite3 import SQLITE_LIMIT_VARIABLE_NUMBER

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from renders.files import MASTERS
from renders.models import BrowserSession, Callback, RetentionRun, SetDraft
from renders.models.removals import NIGHT_HOUR
from renders.pipeline import retention
from renders.pipeline.retention.rules import BY_NAME
from tests.factories import make_attempt, make_render, make_set_draft
from tests.renders.retention.old import LONG_AGO, age, old_picture

pytestmark = pytest.mark.django_db
NOW = timezone.now


def apply(name, **options):
    return retention.apply(NOW(), rules=[BY_NAME[name]], **options)[0].counts


def test_a_draft_goes_when_its_days_are_over():
    old = age(make_set_draft(), saved_at=NOW() - timedelta(days=181))
    young = age(make_set_draft(), saved_at=NOW() - timedelta(days=179))
    assert apply("drafts").rows == 1
    assert list(SetDraft.objects.filter(pk__in=[old.pk, young.pk])) == [young]


def test_the_text_of_a_closed_request_goes_and_its_row_stays():
    attempt = make_attempt(request='{"prompt": "a mug"}', ended_at=LONG_AGO)
    assert apply("requests").bytes == 19
    attempt.refresh_from_db()
    assert attempt.request == ""


def test_the_text_of_an_open_request_never_goes():
    make_attempt(request="{}", ended_at=LONG_AGO, outcome="open")
    assert apply("requests").rows == 0


def test_the_text_of_a_request_in_doubt_never_goes():
    attempt = make_attempt(request="{}", ended_at=LONG_AGO)
    make_render(attempt.shot, state="in_doubt", attempt=attempt)
    assert apply("requests").rows == 0


def test_callbacks_of_closed_orders_go_and_those_of_open_ones_stay():
    for outcome in ("delivered", "open"):
        age(Callback.objects.create(attempt=make_attempt(outcome=outcome), body=b"{}"), received_at=LONG_AGO)
    assert apply("callbacks").rows == 1
    assert Callback.objects.get().attempt.outcome == "open"


def test_sessions_that_ended_go(ada):
    for key, days in (("old", 15), ("young", 13)):
        Session.objects.create(session_key=key, session_data="", expire_date=NOW() - timedelta(days=days))
        BrowserSession.objects.create(person=ada, key=key, device="Firefox", address="::1", used_at=NOW())
    assert apply("sessions").rows == 1
    assert BrowserSession.objects.get().key == "young"
    assert Session.objects.get().session_key == "young"


def test_more_sessions_go_than_one_statement_may_name():
    """A year's worth, at the first run. SQLite is built with limits of 999 to 250 000."""
    old = NOW() - timedelta(days=15)
    Session.objects.bulk_create(
        [Session(session_key=str(number), session_data="", expire_date=old) for number in range(1_500)]
    )
    database = connection.connection
    limit = database.setlimit(SQLITE_LIMIT_VARIABLE_NUMBER, 999) if connection.vendor == "sqlite" else 0
    try:
        assert apply("sessions").rows == 1_500
    finally:
        if limit:
            database.setlimit(SQLITE_LIMIT_VARIABLE_NUMBER, limit)


def test_files_that_were_never_finished_go():
    old, young = (Path(MASTERS.storage.location) / "ab" / f".part-{name}" for name in ("old", "young"))
    old.parent.mkdir(parents=True, exist_ok=True)
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    apply("spool")
    assert (old.exists(), young.exists()) == (False, True)
    young.unlink()


def test_rows_go_batch_by_batch():
    for _ in range(3):
        age(make_set_draft(), saved_at=NOW() - timedelta(days=181))
    assert apply("drafts", limit=2).rows == 3


def test_the_command_changes_nothing_unless_asked(capsys):
    render = old_picture()
    call_command("retention")
    said = capsys.readouterr().out
    assert "Pictures dropped, older than 90 days: 1 rows, 2 files" in said
    assert "Nothing was changed." in said
    render.refresh_from_db()
    assert render.picture_removed_at is None


def test_the_command_says_why_something_stays(capsys):
    old_picture(specs=())
    call_command("retention")
    assert "stays: 1, it has no small picture that could stay" in capsys.readouterr().out


def test_the_command_says_what_is_switched_off(settings, capsys):
    settings.RETENTION = settings.RETENTION.model_copy(update={"drafts_days": 0})
    call_command("retention")
    assert "Drafts of shot sets: switched off" in capsys.readouterr().out


def test_the_command_removes_when_asked(capsys):
    render = old_picture()
    call_command("retention", "--apply")
    render.refresh_from_db()
    assert render.picture_removed_at is not None


def test_a_night_begins_one_run():
    night = timezone.localtime(NOW()).replace(hour=NIGHT_HOUR, minute=30)
    assert not RetentionRun.objects.begin_nightly(night - timedelta(hours=1))
    assert RetentionRun.objects.begin_nightly(night)
    RetentionRun.objects.update(state="done")
    assert not RetentionRun.objects.begin_nightly(night + timedelta(hours=2))
    assert RetentionRun.objects.begin_nightly(night + timedelta(days=1))


def test_a_night_begins_none_while_an_older_run_goes_on():
    night = timezone.localtime(NOW()).replace(hour=NIGHT_HOUR, minute=30)
    RetentionRun.objects.begin(now=night - timedelta(hours=3))
    assert [RetentionRun.objects.begin_nightly(night) for _tick in range(2)] == [False, False]
    RetentionRun.objects.update(state="done")
    assert RetentionRun.objects.begin_nightly(night)


def test_a_run_that_is_asked_for_twice_is_one_run(ada):
    assert RetentionRun.objects.begin(by=ada) == RetentionRun.objects.begin(by=ada)
