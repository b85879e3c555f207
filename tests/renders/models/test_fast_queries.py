"""Rows in plain SQL: the same values as through the ORM, on either database."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from catalog.models import ImageModel
from renders.models import Attempt, Event, Render, Shot
from renders.models.actions import Action
from renders.models.fast_execution import in_transaction
from renders.models.fast_loading import load
from renders.models.fast_queries import FastQuery, RawSql, bulk_insert
from tests.factories import make_attempt, make_render, make_shot

pytestmark = pytest.mark.django_db


def test_rows_are_filtered_by_equality():
    one, _ = make_render(state="queued"), make_render(state="ready")
    assert FastQuery(Render).filter(state="queued", shot=one.shot).values_list("pk") == [(one.pk,)]


def test_rows_are_filtered_by_membership():
    one, two, _ = (make_render(state=state) for state in ("queued", "failed", "ready"))
    assert FastQuery(Render).filter(state__in={"queued", "failed"}).values_list("pk") == [(one.pk,), (two.pk,)]


def test_rows_are_filtered_by_comparison():
    early, late = (make_render(due_at=timezone.now() - timedelta(hours=hours)) for hours in (3, 1))
    two_hours_ago = timezone.now() - timedelta(hours=2)
    assert FastQuery(Render).filter(due_at__lt=two_hours_ago).values_list("pk") == [(early.pk,)]
    assert FastQuery(Render).filter(due_at__gte=two_hours_ago).values_list("pk") == [(late.pk,)]


def test_a_row_of_another_table_is_no_key():
    with pytest.raises(TypeError, match="does not refer to Shot"):
        FastQuery(Render).filter(shot_set=make_shot()).exists()


def test_among_nothing_there_is_nothing():
    make_render()
    assert not FastQuery(Render).filter(pk__in=[]).exists()
    assert FastQuery(Render).filter(pk__in=[]).update(reason="never") == 0


def test_values_come_back_as_the_orm_gives_them():
    state_changed_at = timezone.now() - timedelta(hours=1)
    render = make_render(
        state_changed_at=state_changed_at, output={"address": "https://x", "index": 0}, was_charged=True
    )
    names = ("state_changed_at", "output", "was_charged", "attempt", "price_micros")
    expected = Render.objects.filter(pk=render.pk).values_list(*names).get()
    assert FastQuery(Render).filter(pk=render.pk).values_list(*names) == [expected]


def test_a_change_is_written_as_the_orm_would_write_it():
    render, attempt, now = make_render(), make_attempt(), timezone.now()
    changes = {
        "due_at": now,
        "output": {"index": 3},
        "attempt": attempt,
        "fetch_count": RawSql("fetch_count + %s", (2,)),
    }
    assert FastQuery(Render).filter(pk=render.pk).update(**changes) == 1
    render.refresh_from_db()
    assert (render.due_at, render.output, render.attempt, render.fetch_count) == (now, {"index": 3}, attempt, 2)


def test_the_first_or_the_last_few_rows_can_be_had():
    pks = [make_render().pk for _ in range(4)]
    assert FastQuery(Render).values_list("pk", limit=2) == [(pks[0],), (pks[1],)]
    assert FastQuery(Render).values_list("pk", order_by="-pk", limit=1) == [(pks[3],)]


def test_rows_are_counted_in_all_and_by_what_they_have_in_common():
    for state in ("queued", "ready", "ready"):
        make_render(state=state)
    assert FastQuery(Render).filter(state="ready").count() == 2
    assert sorted(FastQuery(Render).count_by("state")) == [("queued", 1), ("ready", 2)]


def test_new_rows_get_their_ids_and_the_defaults_of_their_fields():
    render = make_render()
    events = [Event(action=Action.PUBLICATION_LIVE, render=render, note=str(number)) for number in range(2)]
    bulk_insert(events)
    assert list(Event.objects.order_by("pk").values_list("pk", "note")) == [(one.pk, one.note) for one in events]
    assert timezone.now() - Event.objects.latest("pk").at < timedelta(minutes=1)


def test_an_instance_comes_with_the_rows_its_keys_lead_to(django_assert_num_queries):
    pk = make_attempt(shot=make_shot()).pk
    with django_assert_num_queries(1):
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


def test_what_a_change_made_comes_back_as_the_orm_gives_it():
    render, now = make_render(state="queued", output={"index": 1}), timezone.now()
    changed = FastQuery(Render).filter(pk=render.pk).update_returning("pk", "due_at", "output", due_at=now)
    assert changed == [(render.pk, now, {"index": 1})]


def test_rows_are_found_by_a_column_of_others():
    one, _ = make_render(state="queued"), make_render(state="ready")
    queued = FastQuery(Render).filter(state="queued")
    assert FastQuery(Shot).filter(pk__in=queued.column("shot")).values_list("pk") == [(one.shot_id,)]


def test_sql_of_our_own_stands_beside_fields():
    render = make_render(number=3)
    assert FastQuery(Render).values_list("pk", RawSql("number * 2")) == [(render.pk, 6)]


def test_hundreds_of_new_rows_get_the_ids_of_their_own_values():
    notes = [str(number) for number in range(120)]
    events = [Event(action=Action.PUBLICATION_LIVE, note=note) for note in notes]
    bulk_insert(events)
    assert [Event.objects.get(pk=one.pk).note for one in events[::40]] == notes[::40]
    assert Event.objects.count() == len(notes)


def test_an_error_of_the_database_is_the_one_that_the_orm_raises():
    render = make_render(state="queued")
    with pytest.raises(IntegrityError), transaction.atomic():
        FastQuery(Render).filter(pk=render.pk).update(state="unheard of")


def test_an_error_within_a_transaction_undoes_all_of_it_even_where_it_is_caught():
    render = make_render(state="queued")
    with transaction.atomic():
        FastQuery(Render).filter(pk=render.pk).update(reason="first")
        with suppress(IntegrityError), in_transaction():
            FastQuery(Render).filter(pk=render.pk).update(state="unheard of")
        with pytest.raises(TransactionManagementError):
            FastQuery(Render).exists()
    render.refresh_from_db()
    assert render.reason == ""
