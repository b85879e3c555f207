"""Rows in plain SQL: the same values as through the ORM, on either database."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import ImageModel
from renders.models import Attempt, Event, Render, Shot
from renders.models.rows import Rows, Sql, insert, load
from tests.factories import make_attempt, make_render, make_shot

pytestmark = pytest.mark.django_db


def test_rows_are_told_by_what_their_fields_equal():
    one, _ = make_render(state="queued"), make_render(state="ready")
    assert Rows(Render).where(state="queued", shot=one.shot).select("pk") == [(one.pk,)]


def test_rows_are_told_by_what_their_fields_are_among():
    one, two, _ = (make_render(state=state) for state in ("queued", "failed", "ready"))
    assert Rows(Render).where(state={"queued", "failed"}).select("pk") == [(one.pk,), (two.pk,)]


def test_rows_are_told_by_how_a_field_stands_to_a_value():
    early, late = (make_render(due_at=timezone.now() - timedelta(hours=hours)) for hours in (3, 1))
    two_hours_ago = timezone.now() - timedelta(hours=2)
    assert Rows(Render).whose("due_at", "<", two_hours_ago).select("pk") == [(early.pk,)]
    assert Rows(Render).whose("due_at", ">=", two_hours_ago).select("pk") == [(late.pk,)]


def test_a_row_of_another_table_is_no_key():
    with pytest.raises(TypeError, match="leads to no Shot"):
        Rows(Render).where(shot_set=make_shot())


def test_among_nothing_there_is_nothing():
    make_render()
    assert not Rows(Render).where(pk=[]).exist()
    assert Rows(Render).where(pk=[]).update(reason="never") == 0


def test_values_come_back_as_the_orm_gives_them():
    moved_at = timezone.now() - timedelta(hours=1)
    render = make_render(moved_at=moved_at, output={"address": "https://x", "index": 0}, was_charged=True)
    names = ("moved_at", "output", "was_charged", "attempt", "price_micros")
    expected = Render.objects.filter(pk=render.pk).values_list(*names).get()
    assert Rows(Render).where(pk=render.pk).select(*names) == [expected]


def test_a_change_is_written_as_the_orm_would_write_it():
    render, attempt, now = make_render(), make_attempt(), timezone.now()
    changes = {"due_at": now, "output": {"index": 3}, "attempt": attempt, "fetches": Sql("fetches + %s", (2,))}
    assert Rows(Render).where(pk=render.pk).update(**changes) == 1
    render.refresh_from_db()
    assert (render.due_at, render.output, render.attempt, render.fetches) == (now, {"index": 3}, attempt, 2)


def test_the_first_or_the_last_few_rows_can_be_had():
    pks = [make_render().pk for _ in range(4)]
    assert Rows(Render).select("pk", most=2) == [(pks[0],), (pks[1],)]
    assert Rows(Render).select("pk", order="-pk", most=1) == [(pks[3],)]


def test_rows_are_counted_in_all_and_by_what_they_have_in_common():
    for state in ("queued", "ready", "ready"):
        make_render(state=state)
    assert Rows(Render).where(state="ready").count() == 2
    assert sorted(Rows(Render).counted("state")) == [("queued", 1), ("ready", 2)]


def test_new_rows_get_their_ids_and_the_defaults_of_their_fields():
    render = make_render()
    events = [Event(action="told", render=render, note=str(number)) for number in range(2)]
    insert(events)
    assert list(Event.objects.order_by("pk").values_list("pk", "note")) == [(one.pk, one.note) for one in events]
    assert timezone.now() - Event.objects.latest("pk").at < timedelta(minutes=1)


def test_an_instance_comes_with_the_rows_its_keys_lead_to(django_assert_num_queries):
    pk = make_attempt(shot=make_shot()).pk
    with django_assert_num_queries(4):
        attempt = load(Attempt, pk, "account", "shot__image_model")
        words = (attempt.account.provider, attempt.shot.code, attempt.shot.image_model.slug)
    expected = Attempt.objects.select_related("account", "shot__image_model").get(pk=pk)
    assert words == (expected.account.provider, expected.shot.code, expected.shot.image_model.slug)
    assert attempt.key == expected.key
    assert attempt.shot.contract_json == expected.shot.contract_json


def test_a_key_that_leads_nowhere_is_left_empty():
    render = make_render(state="queued", attempt=None)
    assert load(Render, render.pk, "attempt__shot").attempt is None


@pytest.mark.parametrize("model", [Render, Shot, ImageModel])
def test_a_row_that_is_not_there_is_not_made_up(model):
    with pytest.raises(model.DoesNotExist):
        load(model, 0)
