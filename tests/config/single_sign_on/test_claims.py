"""Whose address it is."""

import pytest

from config.single_sign_on.claims import is_same_address


@pytest.mark.parametrize("said", ["mike@example.com", "Mike@Example.com"])
def test_an_address_is_the_same_in_any_case(said):
    assert is_same_address(said, "mike@EXAMPLE.com")


@pytest.mark.parametrize(
    "said",
    ["mıke@example.com", "mi\u212ae@example.com", "ｍike@example.com", "mike＠example.com", None, ["mike@example.com"]],
)
def test_letters_that_a_database_takes_for_others_make_another_address(said):
    assert not is_same_address(said, "mike@example.com")
