"""Every form of every page, with values that no browser of ours sends."""

import re

import pytest

from catalog.forms.products import MAX_COLORWAYS
from tests.hostile.addresses import LONGEST
from tests.hostile.every_form import names_of_verbs, send

pytestmark = pytest.mark.django_db
FEW = ["9" * 30, "a\x00b"]
MANY = [*FEW, LONGEST, "-1", "1e400", "NaN", "٣", "none", "x" * 100_000, "{{a}}" * 2_000, "\u202e", "[" * 500]
# What no form of a page leads to, and why not.
WITHOUT_A_FORM = {
    "operations.callbacks": "vendors speak to it",
    "admin:catalog_colorway_process_import": "the form comes after an upload",
    "campaigns.detail.open_rest": "a button without a field, once a pilot is decided",
}


def test_every_address_that_takes_what_a_person_sends_has_a_form_here(forms):
    assert names_of_verbs() - {seen.name for seen in forms} == set(WITHOUT_A_FORM)


def test_no_form_makes_more_rows_than_it_may_have_whatever_number_is_announced(forms, browsers):
    rows = {}
    for seen in forms:
        for total in (name for name in seen.form.names() if name.endswith("TOTAL_FORMS")):
            page = send(browsers[seen.who], seen, seen.form.data(**{total: "9" * 30})).page
            made = re.findall(rf'name="{total.removesuffix("TOTAL_FORMS")}(\d+)-', page)
            rows[str(seen), total] = len(set(made))
    assert rows
    assert {where: made for where, made in rows.items() if made > MAX_COLORWAYS} == {}


def test_no_form_falls_over_whatever_is_in_its_fields(forms, browsers):
    wrong = {}
    for seen in forms:
        for value in FEW:
            # Each field is read by itself, whatever is wrong with the others.
            answer = send(browsers[seen.who], seen, seen.form.data(**dict.fromkeys(seen.form.names(), value)))
            if answer.status >= 500:
                wrong[seen.target, value] = answer.status
    assert wrong == {}


@pytest.mark.long
def test_no_form_falls_over_whatever_is_in_one_of_its_fields(forms, browsers):
    wrong = {}
    for seen in forms:
        for name in seen.form.names():
            for value in MANY:
                answer = send(browsers[seen.who], seen, seen.form.data(**{name: value}))
                if answer.status >= 500:
                    wrong[seen.target, name, value[:20]] = answer.status
    assert wrong == {}
