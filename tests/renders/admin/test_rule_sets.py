"""An admin changes the limits of inspection in the configuration."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from renders.models import Event, Reinspection, RuleLimit, RuleSet
from renders.models.rule_sets import LimitChange
from tests.factories import make_placement, make_render

pytestmark = pytest.mark.django_db
ADD = "admin:renders_ruleset_add"


@pytest.fixture
def adas(client_of, ada):
    return client_of(ada)


def form(*lines, **fields):
    """What the page posts with these lines: check, limit and weight."""
    names = ("check_name", "limit", "severity")
    posted = {
        f"limits-{at}-{name}": value for at, line in enumerate(lines) for name, value in zip(names, line, strict=True)
    }
    counts = {"limits-TOTAL_FORMS": len(lines), "limits-INITIAL_FORMS": 0}
    return {"placement": "", "note": "Softer lenses", **counts, **posted, **fields}


def test_a_new_version_is_in_force_at_once_and_stands_in_the_audit_log(adas, ada):
    make_render()
    answer = adas.post(reverse(ADD), form(("soft", "4.2", ""), ("seam", "", "blocking")))
    assert answer.status_code == HTTPStatus.FOUND
    changed = RuleSet.objects.in_force(None)
    assert (changed.limits, changed.severities) == ({"soft": 4.2}, {"seam": "blocking"})
    assert RuleSet.objects.get().made_by == ada
    assert "Softer lenses" in Event.objects.get(action="rules_changed").note
    assert Reinspection.objects.get().state == "running"


def test_a_new_version_begins_with_the_lines_of_the_one_before(adas, ada):
    place = make_placement()
    RuleSet.objects.make(None, [LimitChange("soft", 4.2)], by=ada, note="Softer lenses")
    RuleSet.objects.make(place, [LimitChange("noise", 7.0)], by=ada, note="Film look")
    assert 'value="4.2"' in adas.get(reverse(ADD)).text
    of_place = adas.get(reverse(ADD), {"placement": place.pk}).text
    assert 'value="7.0"' in of_place
    assert 'value="4.2"' not in of_place


def test_lines_that_nobody_touched_belong_to_the_new_version(adas, ada):
    RuleSet.objects.make(None, [LimitChange("soft", 4.2)], by=ada, note="Softer lenses")
    adas.post(reverse(ADD), form(("soft", "4.2", ""), ("noise", "7", "")))
    assert RuleSet.objects.in_force(None).limits == {"soft": 4.2, "noise": 7.0}


def test_a_version_without_lines_goes_back_to_what_ships(adas, ada):
    RuleSet.objects.make(None, [LimitChange("soft", 4.2)], by=ada, note="Softer lenses")
    adas.post(reverse(ADD), form())
    assert RuleSet.objects.in_force(None).limits == {}


def test_what_is_said_of_a_placement_wins_over_what_is_said_of_all(ada):
    place, other = make_placement(), make_placement()
    RuleSet.objects.make(place, [LimitChange("soft", 5.0)], by=ada, note="Film look")
    RuleSet.objects.make(None, [LimitChange("soft", 4.2), LimitChange("noise", 7.0)], by=ada, note="Softer lenses")
    assert RuleSet.objects.in_force(place.pk).limits == {"soft": 5.0, "noise": 7.0}
    assert RuleSet.objects.in_force(other.pk).limits == {"soft": 4.2, "noise": 7.0}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (("soft", "", ""), "Write a limit, choose a weight, or remove this line."),
        (("soft", "-1", ""), "greater than or equal to 0"),
        (("soft", "nan", ""), "Enter a number."),
        (("unheard_of", "3", ""), "Select a valid choice"),
        (("soft", "3", "unjudged"), "Select a valid choice"),
    ],
)
def test_a_line_that_says_nothing_possible_is_refused_and_nothing_changes(adas, line, says):
    answer = adas.post(reverse(ADD), form(line))
    assert says in answer.text
    assert not RuleSet.objects.exists()


def test_one_check_stands_in_one_line(adas):
    answer = adas.post(reverse(ADD), form(("soft", "3", ""), ("soft", "4", "")))
    assert answer.status_code == HTTPStatus.OK
    assert not RuleSet.objects.exists()


def test_versions_are_listed_with_who_made_them_and_why(adas, ada):
    RuleSet.objects.make(None, [LimitChange("soft", 4.2)], by=ada, note="Softer lenses")
    text = adas.get(reverse("admin:renders_ruleset_changelist")).text
    assert "Softer lenses" in text
    assert "All placements" in text
    assert RuleLimit.objects.get().check_name in text
