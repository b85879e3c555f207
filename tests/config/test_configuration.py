"""Names, sections and moments of the configuration's pages."""

from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.contrib.messages import get_messages
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from catalog.models import PromptVersion
from config.configuration.rows import MomentField, moment_column
from config.configuration.site import SECTIONS
from config.templatetags.configuration import page_name, row_name, with_labels
from renders.models import Attempt, Event
from tests.factories import make_person, make_product
from tests.page_forms import forms_of


@pytest.mark.parametrize(
    ("model", "page", "row"),
    [
        (User, "People", "person"),
        (Attempt, "Requests", "request"),
        (PromptVersion, "Prompt versions", "prompt version"),
        (Event, "Audit log", "entry"),
        (Group, "Groups", "group"),
    ],
)
def test_a_list_and_its_rows_are_called_as_people_call_them(model, page, row):
    assert (page_name(model._meta), row_name(model._meta)) == (page, row)


def test_each_cell_of_a_row_carries_the_name_of_its_column():
    cells, headers = ['<td class="a">1<td>', "<th>2</th>"], [{"text": "sku <x>"}, {"text": "name"}]
    assert with_labels(cells, headers) == ['<td data-label="Sku &lt;x&gt;" class="a">1<td>', "<th>2</th>"]


def test_a_moment_is_shown_in_words_and_none_as_a_dash():
    column = moment_column(User, "last_login")
    shown = column(User(last_login=datetime(2024, 5, 3, 14, 32, tzinfo=UTC)))
    assert shown.endswith(">14:32 on 3 May 2024</time>")
    assert column(User()) is None
    assert (column.__name__, column.admin_order_field, column.empty_value_display) == ("last_login", "last_login", "–")


def test_a_typed_moment_is_read_and_explained_in_the_zone_of_whoever_types_it():
    field = MomentField(label="Starts")
    with timezone.override("Asia/Tokyo"):
        assert field.clean("2024-05-03T14:32").isoformat() == "2024-05-03T14:32:00+09:00"
        assert str(field.help_text) == "Time zone: Asia/Tokyo"
    assert str(field.help_text) == "Time zone: UTC"


def request_of(person):
    request = RequestFactory().get("/admin/")
    request.user = person
    return request


@pytest.mark.django_db
def test_the_first_page_has_sections_and_the_page_of_a_package_its_own_rows(ada):
    sections = admin.site.get_app_list(request_of(ada))
    assert [section["name"] for section in sections] == list(SECTIONS)
    (package,) = admin.site.get_app_list(request_of(ada), "renders")
    assert (package["app_label"], "Budget" in {row["object_name"] for row in package["models"]}) == ("renders", True)


@pytest.mark.django_db
def test_a_section_without_a_page_that_somebody_may_see_is_left_out():
    person = make_person(group=None, is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="view_product"))
    (section,) = admin.site.get_app_list(request_of(User.objects.get(pk=person.pk)))
    assert (section["name"], [str(row["name"]) for row in section["models"]]) == ("Products", ["Products"])


@pytest.mark.django_db
@pytest.mark.parametrize(("button", "goes_on"), [("_continue", "change"), ("_save", "changelist")])
def test_saving_leads_to_the_list_or_stays_where_that_was_asked(button, goes_on, ada, client_of):
    product = make_product(name="Mug")
    address = reverse("admin:catalog_product_change", args=[product.pk])
    browser = client_of(ada)
    (form,) = [one for one in forms_of(browser.get(address).content.decode()) if "name" in one.names()]
    answer = browser.post(address, form.data(name="Cup", **{button: "1"}))
    arguments = [product.pk] if goes_on == "change" else []
    assert answer.headers["Location"].partition("?")[0] == reverse(f"admin:catalog_product_{goes_on}", args=arguments)
    assert [str(message) for message in get_messages(answer.wsgi_request)] == ["Cup is saved."]


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "shown"), [("ada", True), ("sam", False)])
def test_permissions_come_from_groups_and_from_the_person_alone(who, shown, request):
    person = request.getfixturevalue(who)
    person.user_permissions.add(Permission.objects.get(codename="view_event"))
    known = User.objects.get(pk=person.pk)
    assert known.has_perm("renders.view_event")
    assert known.has_perm("catalog.add_promptversion") is shown
    assert not known.has_perm("renders.launch_nothing")


@pytest.mark.django_db
def test_somebody_who_was_shut_out_may_nothing(ada):
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert User.objects.get(pk=ada.pk).get_all_permissions() == set()


def test_the_tags_are_filters_of_templates():
    source = "{% load configuration %}{{ opts|page_name }}, {{ opts|row_name }}"
    assert Template(source).render(Context({"opts": User._meta})) == "People, person"
