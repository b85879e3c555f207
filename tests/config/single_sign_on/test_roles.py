"""Roles that come and go with a claim."""

import pytest

from config.single_sign_on.roles import bring_in_line, roles_of

MAPPED = [("commerce", "Marketers"), ("admins", "Admins")]


@pytest.mark.parametrize(
    ("claim", "roles"),
    [
        (["commerce", "tennis"], {"Marketers"}),
        ("admins", {"Admins"}),
        ("commerce admins", set()),
        (None, set()),
        ({"commerce": 1}, set()),
        ([["commerce"], 7], set()),
    ],
)
def test_a_claim_is_a_list_or_one_value(claim, roles):
    assert roles_of(claim, MAPPED) == roles


def test_whoever_becomes_an_admin_may_open_the_configuration_until_they_are_none(petra):
    assert bring_in_line(petra, {"Admins"}, MAPPED) == "got Admins; lost Marketers"
    assert petra.is_staff
    assert bring_in_line(petra, set(), MAPPED) == "lost Admins"
    petra.refresh_from_db()
    assert not petra.is_staff


def test_a_role_that_no_value_stands_for_is_left_alone(ruth):
    assert bring_in_line(ruth, {"Marketers"}, MAPPED) == "got Marketers"
    assert {group.name for group in ruth.groups.all()} == {"Marketers", "Reviewers"}
