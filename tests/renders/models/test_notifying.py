"""Who is notified of what: never of one's own act, once for what belongs together."""

import threading
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from renders.composing.after_launch import stop
from renders.models import BudgetAlert, Notification, Preference, Render, WatchedSet
from renders.models.budget_changes import change_budget
from renders.models.money import release_rest, reserve, roll_over, take
from renders.models.notifications import KEPT, KEPT_UNREAD, NotificationKind
from renders.models.notifying import doubt_waits, import_ended, notify, notify_of_publication, went_live
from tests.factories import (
    make_budget,
    make_decision,
    make_notification,
    make_person,
    make_product_import,
    make_production_plan,
    make_publication,
    make_release,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
    make_thread,
    make_token,
)

pytestmark = pytest.mark.django_db


def notified(person, kind=None):
    found = Notification.objects.of(person)
    return list(found.filter(kind=kind) if kind else found)


@pytest.fixture
def shot(petra):
    """Of a set that Petra launched."""
    return make_shot(make_shot_set(launched_by=petra))


def add(shot, **fields):
    """A render, as an order adds it: the end of its set is still to come."""
    WatchedSet.objects.create(shot_set=shot.shot_set)
    return make_render(shot, **fields)


@pytest.fixture
def review(shot):
    return make_review(make_render(shot))


def test_a_set_tells_its_launcher_once_how_its_renders_ended(petra, shot):
    add(shot)
    add(shot, state="failed", reason="refused")
    release_rest(shot.shot_set_id)
    release_rest(shot.shot_set_id)
    [one] = notified(petra)
    assert (one.kind, one.shot_set_id, one.count, one.failed_count) == ("set_finished", shot.shot_set_id, 1, 1)


def test_a_set_with_a_render_on_its_way_tells_nobody_and_asks_one_question(petra, shot):
    add(shot, state="stored")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        release_rest(shot.shot_set_id)
    assert (len(asked), notified(petra)) == (1, [])


def test_a_set_that_ends_anew_replaces_what_nobody_read_and_is_said_again_after_reading(petra, shot):
    add(shot)
    release_rest(shot.shot_set_id)
    add(shot)
    release_rest(shot.shot_set_id)
    assert [one.count for one in notified(petra)] == [2]
    Notification.objects.all().read()
    add(shot)
    release_rest(shot.shot_set_id)
    assert [(one.count, one.read_at is None) for one in notified(petra)] == [(3, True), (2, False)]


def test_who_stops_their_own_set_is_not_notified_that_it_ended(petra, shot):
    add(shot, state="queued")
    stop(shot.shot_set, by=petra)
    assert notified(petra) == []


def test_a_plan_tells_once_for_its_pilot_and_once_for_all_of_it(petra):
    pilot, rest = make_shot(make_shot_set(launched_by=petra)), make_shot(make_shot_set(launched_by=petra))
    ordered = {"is_pilot_ordered": True, "pilot_set": pilot.shot_set, "is_ordered": True, "shot_set": rest.shot_set}
    plan = make_production_plan(author=petra, **ordered)
    add(pilot)
    release_rest(pilot.shot_set_id)
    add(rest)
    add(rest, state="failed", reason="refused")
    release_rest(rest.shot_set_id)
    found = [(one.kind, one.plan, one.outcome, one.count, one.failed_count) for one in notified(petra)]
    assert found == [("plan_finished", plan, "", 2, 1), ("plan_finished", plan, "pilot", 1, 0)]


@pytest.mark.parametrize("verdict", ["approve", "reject", "changes"])
def test_who_submitted_learns_of_the_verdict(petra, ruth, review, verdict):
    make_decision(review, by=ruth, verdict=verdict)
    [one] = notified(petra)
    assert (one.kind, one.outcome, one.by, one.review) == ("decided", verdict, ruth, review)
    assert notified(ruth) == []


def test_a_decision_that_is_undone_before_it_was_read_leaves_nothing_to_read(petra, ruth, review):
    decision = make_decision(review, by=ruth)
    review.reopen(decision, by=ruth)
    assert notified(petra) == []


def test_a_rework_that_comes_back_is_notified_to_who_asked_for_it(petra, ruth, review):
    make_decision(review, by=ruth, verdict="changes")
    again = type(review).submit(review.shot, pick=make_render(review.shot), by=petra)
    assert [(one.kind, one.review) for one in notified(ruth)] == [("returned", again)]


def test_a_comment_tells_who_is_mentioned_and_who_submitted(petra, paul, ruth, review):
    make_thread(review, by=ruth, text="Look at this, @paul and @ruth")
    assert [one.kind for one in notified(paul)] == ["mentioned"]
    assert [one.kind for one in notified(petra)] == ["answered"]
    assert notified(ruth) == []


def test_answers_in_one_thread_are_one_notification_that_counts_them(petra, ruth, review):
    thread = make_thread(review, by=petra)
    for text in ("Yes", "And the lid"):
        thread.reply(by=ruth, text=text, token=uuid4())
    [one] = notified(petra)
    assert (one.kind, one.count, one.thread) == ("answered", 2, thread)


def test_pictures_of_one_release_that_fail_are_one_notification(petra):
    release = make_release()
    for _ in range(2):
        publication = make_publication(release=release, requested_by=petra, channel=release.channel)
        notify_of_publication(NotificationKind.PUBLICATION_FAILED, publication, petra.pk, None)
    assert [(one.kind, one.count) for one in notified(petra)] == [("publication_failed", 2)]


def test_only_who_wants_it_learns_that_a_picture_went_live(petra):
    publication = make_publication(requested_by=petra)
    went_live(None, publication)
    assert notified(petra) == []
    Preference.objects.create(person=petra, hears_of_live=True)
    went_live(None, publication)
    assert [one.kind for one in notified(petra)] == ["publication_live"]


def test_an_import_tells_who_asked_for_it(petra):
    import_ended(make_product_import(requested_by=petra), "failed")
    import_ended(make_product_import(requested_by=None), "failed")
    assert [(one.kind, one.outcome) for one in notified(petra)] == [("import_ended", "failed")]


def test_a_paused_account_is_notified_to_admins_alone(petra, ada, shot):
    shot.account.pause("The key was refused")
    assert ([one.account for one in notified(ada)], notified(petra)) == ([shot.account], [])


def test_doubts_of_one_account_are_one_notification_of_an_admin(ada, shot):
    doubt_waits(shot.account_id)
    doubt_waits(shot.account_id)
    assert [(one.kind, one.count) for one in notified(ada)] == [("doubt", 2)]


def test_a_budget_tells_of_the_highest_threshold_that_was_passed_and_of_each_once(ada, shot):
    budget = make_budget(cap_micros=1_000)
    for micros, expected in ((400, []), (450, [80]), (10, [80]), (140, [100])):
        reserve(shot.shot_set, micros)
        assert [one.count for one in notified(ada)] == expected
    assert sorted(BudgetAlert.objects.values_list("percent", flat=True)) == [80, 100]
    assert budget.alerts.count() == 2


def test_a_threshold_is_not_notified_twice_in_one_period_and_again_in_the_next(ada, shot):
    budget = make_budget(cap_micros=1_000, period="day", reserved_micros=0)
    take(budget, "spent_micros", 600)
    type(budget).objects.update(spent_micros=0)
    take(budget, "spent_micros", 600)
    assert len(notified(ada)) == 1
    yesterday = timezone.now().date() - timezone.timedelta(days=1)
    BudgetAlert.objects.update(window=yesterday)
    type(budget).objects.update(window=yesterday)
    roll_over()
    take(budget, "spent_micros", 600)
    assert BudgetAlert.objects.count() == 2


def test_thresholds_of_another_cap_are_notified_anew(petra, ada, shot):
    budget = make_budget(cap_micros=1_000)
    reserve(shot.shot_set, 1_000)
    Notification.objects.all().read()
    budget.cap_micros = 2_000
    change = change_budget(budget, by=make_person(group="Admins"))
    assert change.confirm(by=ada)
    reserve(shot.shot_set, 700)
    reserve(shot.shot_set, 300)
    assert [one.count for one in notified(ada) if not one.read_at] == [100]
    assert sorted(BudgetAlert.objects.values_list("percent", flat=True)) == [80, 100]


def test_the_database_refuses_a_second_alert_for_the_same_threshold(shot):
    budget = make_budget()
    about = {"budget": budget, "window": timezone.now().date(), "percent": 50}
    BudgetAlert.objects.create(**about)
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetAlert.objects.create(**about)


def test_whose_budget_it_is_learns_of_it_too(petra, shot):
    make_budget(cap_micros=1_000, person=petra)
    reserve(shot.shot_set, 500)
    assert [one.count for one in notified(petra)] == [50]


def test_a_service_and_who_cannot_sign_in_get_nothing(shot):
    service, gone = make_token(is_service=True).person, make_person(is_active=False)
    notify(NotificationKind.SET_FINISHED, [service.pk, gone.pk], shot_set=shot.shot_set)
    assert not Notification.objects.exists()


def test_who_lost_the_role_for_something_is_not_notified_of_it(petra, shot):
    add(shot)
    petra.groups.clear()
    release_rest(shot.shot_set_id)
    assert notified(petra) == []


@pytest.mark.django_db(transaction=True)
def test_two_that_happen_at_once_are_counted_once_each(petra, review):
    thread = make_thread(review)
    notify(NotificationKind.ANSWERED, [petra.pk], same={"thread": thread}, thread=thread)
    is_written, may_end = threading.Event(), threading.Event()

    def other():
        with transaction.atomic():
            notify(NotificationKind.ANSWERED, [petra.pk], same={"thread": thread}, thread=thread)
            is_written.set()
            may_end.wait(1)
        connections.close_all()

    writing = threading.Thread(target=other)
    writing.start()
    assert is_written.wait(60)
    notify(NotificationKind.ANSWERED, [petra.pk], same={"thread": thread}, thread=thread)
    may_end.set()
    writing.join(60)
    assert sum(one.count for one in notified(petra)) == 3


def test_what_was_read_long_ago_is_deleted_and_nothing_else(petra):
    now = timezone.now()
    old = {"read_at": now - KEPT - timezone.timedelta(days=1), "made_at": now}
    make_notification(petra, shot_set=make_shot_set(), **old)
    kept = {make_notification(petra), make_notification(petra, shot_set=make_shot_set(), read_at=now)}
    assert (Notification.objects.prune(now), {*Notification.objects.all()}) == (1, kept)


def test_what_nobody_reads_is_deleted_after_a_year(petra):
    now = timezone.now()
    shot_set, day = make_shot_set(), timezone.timedelta(days=1)
    make_notification(petra, shot_set=shot_set, made_at=now - KEPT_UNREAD - day)
    younger = make_notification(petra, shot_set=shot_set, made_at=now - KEPT_UNREAD + day)
    assert (Notification.objects.prune(now), {*Notification.objects.all()}) == (1, {younger})


def test_a_render_that_does_not_end_its_set_costs_no_query_more(shot):
    make_render(shot, state="queued")
    render = make_render(shot, state="stored")
    with CaptureQueriesContext(connection) as asked:
        Render.fast.filter(pk=render.pk).move("stored", "ready", sha256=render.sha256 or "0" * 64)
    assert not [one for one in asked.captured_queries if "notification" in one["sql"]]
