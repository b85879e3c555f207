"""What all pages share and what makes them quick: short addresses of many rows, parts drawn once, one question about
permissions, templates without indentation."""

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.template import Context, Template
from django.template.loader import get_template
from django.urls import reverse

from config.caching.addresses import address_of
from renders.templatetags import icons, parts
from renders.views.render_counts import RenderCounts
from tests.factories import make_person

ADDRESSES = [
    ("shots.detail", ["S-1001-1"]),
    ("shots.candidate", ["S-1001-1", 12]),
    ("shots.candidate.mark", ["S-1001-12", 1]),
    ("shots.renditions", [1_000_000_001, "thumb-320"]),
]


def test_a_template_has_no_indentation_and_keeps_its_lines():
    template = get_template("base.html").template
    assert "\n  <" not in template.source
    assert template.source.count("\n") > 40


@pytest.mark.parametrize(("name", "arguments"), ADDRESSES)
def test_an_address_of_many_rows_is_the_one_that_reverse_gives(name, arguments):
    assert address_of(name, *arguments) == reverse(name, args=arguments)


def test_a_part_is_drawn_once_for_the_same_values_and_anew_for_others():
    before = parts._rendered.cache_info().misses
    bars = [parts.progress(RenderCounts(ready=ready, failed=1), has_id=False) for ready in (977, 977, 978)]
    assert bars[0] == bars[1]
    assert "977 of 978 ready" in bars[0]
    assert "978 of 979 ready" in bars[2]
    assert parts._rendered.cache_info().misses == before + 2


def test_a_part_escapes_its_values():
    assert "&lt;b&gt;" in parts.part("_state_chip.html", state="ready", label="<b>")


@pytest.mark.parametrize("load", ["", "{% load heroicons %}"])
def test_an_icon_is_drawn_once(load):
    Template(load + '{% heroicon_mini "key" %}').render(Context())
    before = icons._drawn.cache_info()
    Template(load + '{% heroicon_mini "key" %}').render(Context())
    assert icons._drawn.cache_info().hits == before.hits + 1


def test_an_icon_takes_its_size_and_class():
    icon = Template('{% heroicon_micro "check" size=18 class="working" %}').render(Context())
    assert 'width="18"' in icon
    assert 'class="working"' in icon
    assert "xmlns" not in icon


@pytest.mark.django_db
@pytest.mark.parametrize("group", ["Marketers", "Reviewers", "Admins", None])
def test_permissions_are_those_of_the_role_and_of_the_person(group, django_assert_num_queries):
    person = make_person(group=group)
    person.user_permissions.add(Permission.objects.get(codename="view_session"))
    expected = ModelBackend().get_all_permissions(type(person).objects.get(pk=person.pk))
    person = type(person).objects.get(pk=person.pk)
    with django_assert_num_queries(1):
        assert person.get_all_permissions() == expected
        assert person.has_perm("sessions.view_session")


@pytest.mark.django_db
def test_a_person_who_was_switched_off_may_do_nothing():
    assert make_person(is_active=False).get_all_permissions() == set()


@pytest.mark.django_db
def test_a_superuser_may_do_everything():
    assert make_person(group=None, is_superuser=True).has_perm("renders.launch_shotset")
