"""The list of notifications, the badge, and what marks them as read."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from renders.models import Notification
from renders.models.notification_texts import DETAILS, TITLES, detail_of, title_of
from renders.models.notifications import NotificationKind
from tests.factories import (
    make_account,
    make_banner,
    make_budget,
    make_notification,
    make_person,
    make_product_import,
    make_production_plan,
    make_publication,
    make_review,
    make_shot,
    make_shot_set,
    make_thread,
)
from tests.html import flat

pytestmark = pytest.mark.django_db
LIST = reverse("people.notifications")


def one_of_each(person):
    """A notification of every kind."""
    shot = make_shot(make_shot_set(launched_by=person))
    subjects = {
        NotificationKind.SET_FINISHED: {"shot_set": shot.shot_set},
        NotificationKind.PLAN_FINISHED: {"plan": make_production_plan(author=person)},
        NotificationKind.DECIDED: {"review": make_review(), "outcome": "reject"},
        NotificationKind.BANNER_DECIDED: {"banner": make_banner(), "outcome": "approved"},
        NotificationKind.BANNER_WAITS: {"banner": make_banner(), "count": 2},
        NotificationKind.RETURNED: {"review": make_review()},
        NotificationKind.MENTIONED: {"thread": make_thread()},
        NotificationKind.ANSWERED: {"thread": make_thread(), "count": 3},
        NotificationKind.PUBLICATION_FAILED: {"publication": make_publication()},
        NotificationKind.PUBLICATION_LIVE: {"publication": make_publication(), "count": 2},
        NotificationKind.IMPORT_ENDED: {"product_import": make_product_import(), "outcome": "done"},
        NotificationKind.ACCOUNT_PAUSED: {"account": shot.account},
        NotificationKind.DOUBT: {"account": shot.account, "count": 1},
        NotificationKind.BUDGET: {"budget": make_budget(), "count": 80},
    }
    return [make_notification(person, kind=kind, **about) for kind, about in subjects.items()]


@pytest.fixture
def count_queries():
    """How many statements opening what a notification is about takes."""

    def counted(browser, one):
        with CaptureQueriesContext(connection) as asked:
            browser.get(one.get_absolute_url())
        return len(asked)

    return counted


def test_every_kind_has_a_sentence_and_a_link(petra):
    assert set(TITLES) == {*NotificationKind} >= set(DETAILS)
    made = one_of_each(petra)
    assert {one.kind for one in made} == {*NotificationKind}
    assert all(title_of(one) and one.get_absolute_url().startswith("/") for one in made)
    assert detail_of(made[0]) == "8 ready."


def test_the_list_takes_the_same_few_queries_however_long_it_is(ada, client_of, django_assert_max_num_queries):
    ada.groups.set(Group.objects.all())
    browser = client_of(ada)
    one_of_each(ada)
    with django_assert_max_num_queries(6):
        page = browser.get(LIST)
    assert page.content.decode().count('class="notice"') == len(NotificationKind)


def test_the_badge_and_the_title_say_how_many_are_unread(petra, client_of):
    make_notification(petra)
    make_notification(petra)
    page = client_of(petra).get(reverse("people.help")).content.decode()
    assert "<title>(2) " in page
    assert 'data-count="2"' in page


def test_the_badge_costs_no_query_of_its_own(petra, client_of, django_assert_num_queries):
    make_notification(petra)
    browser = client_of(petra)
    with django_assert_num_queries(2):  # the session, and the person with the count
        browser.get(reverse("people.help"))


def test_nobody_sees_the_notifications_of_others(petra, paul, client_of):
    one = make_notification(petra)
    browser = client_of(paul)
    assert one.shot_set.code not in browser.get(LIST).content.decode()
    browser.post(reverse("people.notifications.read"), {"notification": one.pk})
    browser.post(reverse("people.notifications.read"))
    assert Notification.objects.unread().count() == 1


def test_who_lost_a_role_sees_and_counts_nothing_that_it_takes(client_of):
    person, account = make_person(group="Admins"), make_account(name="Key of spring")
    make_notification(person, kind="account_paused", account=account)
    make_notification(person, kind="budget", budget=make_budget(name="Spring"), count=80)
    make_notification(person, kind="budget", budget=make_budget(name="Own", person=person), count=80)
    person.groups.clear()
    page = client_of(person).get(LIST)
    text = flat(page)
    assert ("Own" in text, "Spring" in text, str(account) in text) == (True, False, False)
    assert page.wsgi_request.user.unread_notifications == 1


def test_one_is_marked_as_read_and_the_others_stay(petra, client_of):
    first, second = make_notification(petra), make_notification(petra)
    answer = client_of(petra).post(reverse("people.notifications.read"), {"notification": first.pk, "show": "unread"})
    assert answer["Location"] == f"{LIST}?show=unread"
    assert list(Notification.objects.unread()) == [second]


@pytest.mark.parametrize("number", ["", "x", "\x00", "9" * 30, "-1"])
def test_a_number_that_is_none_marks_nothing(petra, client_of, number):
    make_notification(petra)
    client_of(petra).post(reverse("people.notifications.read"), {"notification": number})
    assert Notification.objects.unread().count() == 1


def test_all_are_marked_as_read_at_once(petra, client_of):
    one_of_each(petra)
    client_of(petra).post(reverse("people.notifications.read"))
    assert not Notification.objects.of(petra).unread().exists()


def test_only_unread_ones_are_listed_on_request(petra, client_of):
    unread, read = make_notification(petra), make_notification(petra)
    Notification.objects.filter(pk=read.pk).read()
    page = flat(client_of(petra).get(LIST, {"show": "unread"}))
    assert (unread.shot_set.code in page, read.shot_set.code in page) == (True, False)


def test_pages_of_the_list_go_on_where_the_last_one_ended(petra, client_of):
    shot_set = make_shot_set()
    made = [make_notification(petra, shot_set=shot_set) for _ in range(51)]
    browser = client_of(petra)
    first = browser.get(LIST)
    assert first.context["older"] == made[1].pk
    last = browser.get(LIST, {"before": first.context["older"]})
    assert [row.notification for row in last.context["rows"]] == [made[0]]


def test_opening_what_it_is_about_marks_it_as_read_before_the_badge_counts(petra, client_of):
    one, other = make_notification(petra, shot_set=make_shot_set(launched_by=petra)), make_notification(petra)
    page = client_of(petra).get(one.get_absolute_url()).content.decode()
    assert list(Notification.objects.unread()) == [other]
    assert "<title>(1) " in page


def test_marking_costs_one_statement_and_none_where_nothing_is_unread(petra, client_of, count_queries):
    one = make_notification(petra, shot_set=make_shot_set(launched_by=petra))
    browser = client_of(petra)
    assert count_queries(browser, one) == count_queries(browser, one) + 1


def test_each_link_leads_to_a_page_that_marks_it_as_read(petra, ada, client_of):
    made = one_of_each(petra)
    petra.groups.set(Group.objects.all())
    browser = client_of(petra)
    for one in made:
        assert browser.get(one.get_absolute_url()).status_code == HTTPStatus.OK, one.kind
    assert [one.kind for one in Notification.objects.of(petra).unread()] == []


def test_a_poll_gets_nothing_while_the_number_is_what_it_saw(petra, client_of):
    make_notification(petra)
    browser, poll = client_of(petra), reverse("people.notifications.unread")
    assert browser.get(poll, {"seen": "1"}).status_code == HTTPStatus.NO_CONTENT
    assert browser.get(poll, {"seen": "0"}).json() == {"unread": 1}
