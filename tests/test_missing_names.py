"""The guard of every test against templates that ask for what is not there."""

from dataclasses import dataclass

import pytest
from django.template import Context, Template

from tests.missing_names import none_missing


@dataclass(frozen=True)
class Row:
    number: int = 3


def render(text):
    return Template(text).render(Context({"row": Row(), "names": {}, "rows": [], "nobody": None}))


@pytest.mark.parametrize(
    "text",
    [
        "{{ row.numbr }}",
        "{% if row.numbr %}{% endif %}",
        "{% if not row.numbr and row %}{% endif %}",
        "{{ row.number.x }}",
    ],
)
def test_a_name_that_an_object_does_not_have_is_found_wherever_it_stands(text):
    with pytest.raises(AssertionError, match="Templates ask for what is not there"), none_missing():
        render(text)


@pytest.mark.parametrize(
    "text", ["{{ row.number }}", "{{ names.x }}", "{{ rows.0 }}", "{{ nobody.name }}", "{{ unknown }}"]
)
def test_what_is_there_and_what_may_be_empty_is_not(text):
    with none_missing():
        render(text)
