"""Findings, shares, intervals and people as pages show them."""

import pytest
from django.contrib.auth.models import User

from catalog.models import PromptVersion
from renders.judging import Interval
from renders.models import Duel, Finding
from renders.templatetags import findings, shares
from renders.templatetags.governance import version_status
from renders.templatetags.people import person

HALF = Interval(0.25, 0.625)


@pytest.mark.parametrize(
    ("figure", "value", "shown"),
    [
        (shares.percent, 0.617, "62%"),
        (shares.percent, 0.0, "0%"),
        (shares.percent, None, ""),
        (shares.between, Interval(0.412, 0.789), "41–79%"),
        (shares.hundredths, 0.625, "62.5"),
        (shares.width, HALF, "37.5"),
        (shares.seconds, 12.44, "12.4 s"),
        (shares.seconds, 3.0, "3 s"),
        (shares.seconds, 0.1, "0.1 s"),
        (shares.seconds, None, ""),
        (shares.tone_of_outcome, Duel.Outcome.PASSED, "ok"),
        (shares.tone_of_outcome, Duel.Outcome.MISSED, "bad"),
        (shares.tone_of_outcome, "", ""),
    ],
)
def test_a_share_an_interval_a_time_and_an_outcome_are_shown_short(figure, value, shown):
    assert figure(value) == shown


@pytest.mark.parametrize(
    ("finding", "shown"),
    [
        (Finding(measure=3.0, limit=1.0, unit="px"), "3 px, limit 1 px"),
        (Finding(measure=0.25, limit=0.0), "0.25, limit 0"),
        (Finding(measure=2.0, unit="px"), "2 px"),
        (Finding(measure=0.0), "0"),
        (Finding(limit=1.0, unit="px"), ""),
    ],
)
def test_a_measurement_carries_its_unit_and_its_limit_where_there_are_any(finding, shown):
    assert findings.measurement(finding) == shown


@pytest.mark.parametrize(
    ("severity", "label", "tone", "icon"),
    [
        ("blocking", "Blocking", "bad", "exclamation-circle"),
        ("warning", "Warning", "warn", "exclamation-triangle"),
        ("info", "Note", "", "information-circle"),
    ],
)
def test_a_severity_has_a_label_a_tone_and_an_icon(severity, label, tone, icon):
    chip = findings.severity_chip(Finding(severity=severity))
    assert (str(chip.label), chip.tone, chip.icon) == (label, tone, icon)


def test_findings_are_counted_by_severity():
    found = [Finding(severity=severity) for severity in ("blocking", "warning", "warning")]
    assert [findings.with_severity(found, name) for name in ("blocking", "warning", "info")] == [1, 2, 0]


@pytest.mark.parametrize(
    ("somebody", "shown"),
    [
        (User(username="petra", first_name="Petra", last_name="Plan"), "Petra Plan"),
        (User(username="petra"), "petra"),
        (None, ""),
    ],
)
def test_a_person_is_shown_by_full_name_else_by_user_name(somebody, shown):
    assert person(somebody) == shown


def test_the_status_of_a_version_is_that_which_this_person_sees():
    version, somebody = PromptVersion(number=3), User(username="petra")
    status = version_status(version, somebody)
    assert (status.version, status.person) == (version, somebody)
