"""What every template knows, and how long lists turn their pages."""

import pytest
from django.contrib.auth.models import User
from django.test import RequestFactory

from renders.views.latest_first import LatestPage
from renders.views.people.page_context import page_context
from tests.factories import make_person, make_review


def asked(path="/", cookies=None, user=None):
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies or {})
    if user:
        request.user = user
    return request


@pytest.mark.parametrize(
    ("cookies", "theme", "single_keys"),
    [
        ({}, "system", True),
        ({"theme": "dark", "single_keys": "on"}, "dark", True),
        ({"theme": "light", "single_keys": "off"}, "light", False),
        ({"theme": "<script>"}, "system", True),
    ],
)
def test_theme_and_keys_come_from_cookies_and_nothing_unknown_is_believed(cookies, theme, single_keys):
    context = page_context(asked(cookies=cookies))
    assert (context["theme"], context["single_keys"]) == (theme, single_keys)


def test_a_page_without_session_and_person_has_no_form_and_no_reviews():
    context = page_context(asked())
    assert (not context["kept_form"], context["waiting_reviews"]) == (True, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "number"), [("ruth", 1), ("petra", 0), ("sam", 0)])
def test_only_whoever_decides_has_reviews_waiting(who, number, request):
    make_review()
    assert page_context(asked(user=request.getfixturevalue(who)))["waiting_reviews"] == number


@pytest.mark.django_db
def test_a_long_list_turns_its_pages_by_the_last_id_and_ends():
    people = [make_person(group=None) for _ in range(5)][::-1]
    rows = User.objects.filter(pk__in=[each.pk for each in people]).order_by("-pk")
    pages, path = [], "/"
    while path:
        page = LatestPage.of(rows, asked(path), 2)
        pages.append((page.rows, page.links["before"]))
        path = f"/?before={page.older}" if page.older else ""
    assert pages == [(people[:2], None), (people[2:4], people[1].pk), (people[4:], people[3].pk)]
    assert LatestPage.of(rows, asked("/?before=x"), 5).links == {"before": None, "older": None}
