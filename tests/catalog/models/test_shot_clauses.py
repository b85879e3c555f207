"""What a shot decides stays the same for every product: no attribute fills it."""

import pytest

from catalog.models.prompts import asked_attributes
from catalog.prompting import SHOT_CLAUSES, Unfilled, fill
from tests.factories import make_colorway, make_product, make_version

pytestmark = pytest.mark.django_db
DEFAULT = "as the shot says"


@pytest.mark.parametrize("name", sorted(SHOT_CLAUSES))
def test_an_attribute_fills_no_clause_of_the_shot(name):
    version = make_version(prompt=f"{{{{product}}}}, {{{{{name}}}}}", placeholder_specs={name: {"default": DEFAULT}})
    colorway = make_colorway(make_product(attributes={name: "pink neon"}))
    assert fill(version.prompt, version.values_with_defaults(colorway.placeholder_values())).endswith(DEFAULT)


def test_a_clause_without_a_default_is_missing_whatever_the_product_says():
    version = make_version(prompt="{{product}}, {{lighting}}")
    colorway = make_colorway(make_product(attributes={"lighting": "pink neon"}))
    with pytest.raises(Unfilled):
        fill(version.prompt, version.values_with_defaults(colorway.placeholder_values()))
    assert version.faults(colorway.placeholder_values())


def test_products_are_not_asked_for_clauses_of_the_shot():
    make_version(prompt="{{product}}, {{lighting}}, {{pattern}}")
    assert [asked.name for asked in asked_attributes()] == ["pattern"]
