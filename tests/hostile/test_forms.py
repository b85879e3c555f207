"""Every form of every page, with values that no browser of ours sends and with generated ones: none falls over, and
none forgets what was typed."""

import json
import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from catalog.forms.products import MAX_COLORWAYS
from tests.hostile.addresses import LONGEST
from tests.hostile.every_form import SeenForm, names_of_verbs, send
from tests.page_forms import PageForm, forms_of

pytestmark = pytest.mark.django_db
FEW = ["9" * 30, "a\x00b"]
MANY = [*FEW, LONGEST, "-1", "1e400", "NaN", "٣", "none", "x" * 100_000, "{{a}}" * 2_000, "\u202e", "[" * 500]
# What no form of a page leads to, and why not.
WITHOUT_A_FORM = {
    "operations.callbacks": "vendors speak to it",
    "sets.detail.resume": "a button without a field, once a set is paused",
    "webhooks.detail.resume": "a button without a field, once an endpoint is paused",
    "operations.status.lift": "a button without a field, after a backup was restored",
    "campaigns.detail.open_rest": "a button without a field, once a pilot is decided",
    "campaigns.detail.share": "the form comes once a campaign runs",
    "retention.runs.start": "a button without a field, once it was counted what would go",
    "reviews.overrides.create": "the form comes beside a picture that a channel's rules block",
    "reviews.hit_rates.adopt": "the form comes beside a proposal, after many decisions",
}
# A browser writes no halves of surrogate pairs.
CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(CHARACTERS, max_size=30) | st.sampled_from(
    ["", " ", "\x00", "'\"><script>", "{{a}}", "{% x %}", "\u202e", "é" * 300, "x" * 3_000, "..", "%s %d"]
)
NUMBERS = st.sampled_from(["-1", "0", "2147483648", "9" * 30, LONGEST, "1e400", "-0.0", "NaN", "٣", "²", "0x1", "1,5"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(CHARACTERS, max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(CHARACTERS, max_size=5), inner, max_size=3),
    max_leaves=8,
).map(json.dumps)
VALUES = TEXTS | NUMBERS | st.integers().map(str) | JSON | st.sampled_from(["[" * 3_000, '{"a":' * 900, "[]", "null"])
# None: the field is not sent at all.
SENT = st.none() | VALUES | st.lists(VALUES, min_size=2, max_size=3)
TYPED = ("text", "search", "textarea", "email", "url", "number", "datetime-local")
CHOSEN = ("select", "radio")
FAULT = "half a sentence\x00"
# The row of a form from which the page's script makes further ones.
MODEL_ROW = "__prefix__"
# It shows what a draft would become, beside the form that holds it.
PARTS = {"admin:catalog_promptversion_preview"}


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


def examples(number: int, *, is_long: bool = False) -> settings:
    """The same ones whenever it runs; others each time in the long form."""
    # A smaller example says little more, and each one takes a request.
    phases = [Phase.explicit, Phase.generate]
    checks = {"deadline": None, "suppress_health_check": list(HealthCheck)}
    return settings(max_examples=number, derandomize=not is_long, database=None, phases=phases, **checks)


def falling_over(browsers, seen: SeenForm, how: settings) -> None:
    """Fails where an answer is an error of ours."""

    @how
    @given(st.dictionaries(st.sampled_from([*seen.form.names(), "another"]), SENT, min_size=1, max_size=12))
    def answered(changed):
        data = {name: value for name, value in seen.form.data(**changed).items() if value is not None}
        assert send(browsers[seen.who], seen, data).status < 500, str(seen)

    answered()


def test_no_form_falls_over_whatever_is_generated(forms, browsers):
    for seen in forms:
        falling_over(browsers, seen, examples(3))


@pytest.mark.long
def test_no_form_falls_over_whatever_is_generated_for_long(forms, browsers):
    for seen in forms:
        falling_over(browsers, seen, examples(100, is_long=True))


def shown(page: str) -> dict[str, set[str]]:
    """The values that the fields of a page hold, by name."""
    values: dict[str, set[str]] = {}
    for form in forms_of(page):
        for one in form.fields:
            values.setdefault(one.name, set()).update(map(lines, one.values))
    return values


def lines(text: str) -> str:
    return "\n".join(text.replace("\r\n", "\n").split("\r"))


def choices(form: PageForm) -> dict[str, list[str]]:
    """What can be chosen in each field of which one is."""
    offered: dict[str, list[str]] = {}
    for one in form.fields:
        if one.kind in CHOSEN and MODEL_ROW not in one.name:
            offered.setdefault(one.name, []).extend(one.offered)
    return {name: values for name, values in offered.items() if values}


def texts_of(seen: SeenForm) -> list[str]:
    return [name for name in seen.form.names(*TYPED) if MODEL_ROW not in name]


def forgetting(browsers, seen: SeenForm, how: settings) -> None:
    """One field has a fault. Fails where something that is refused for it does not stand in its place again."""
    texts = texts_of(seen)

    @how
    @given(st.data())
    def kept(data):
        typed = {name: data.draw(st.text(CHARACTERS, max_size=20), label=name) for name in texts}
        typed[data.draw(st.sampled_from(texts), label="with a fault")] = FAULT
        typed |= {name: data.draw(st.sampled_from(values), label=name) for name, values in choices(seen.form).items()}
        answer = send(browsers[seen.who], seen, seen.form.data(**typed))
        if answer.is_refused or answer.status == 200:
            found = shown(answer.page)
            lost = {name: value for name, value in typed.items() if lines(value) not in found.get(name, ())}
            assert lost == {}, f"{seen} answered {answer.status}"

    kept()


def test_no_form_forgets_what_was_typed_when_it_is_refused(forms, browsers):
    for seen in forms:
        if seen.form.method == "post" and seen.name not in PARTS and texts_of(seen):
            forgetting(browsers, seen, examples(3))
