"""Icons, and which one stands for which state."""

import pytest
from django.template import Context, Template

from renders.models import Decision, Publication, Render, Review
from renders.templatetags.state_icons import ICON_OF, ICONS, state_icon


def drawn(tag: str) -> str:
    return Template(f"{{% load icons %}}{{% {tag} %}}").render(Context())


@pytest.mark.parametrize(
    ("tag", "size", "look"),
    [
        ("heroicon_micro", 16, "fill"),
        ("heroicon_mini", 20, "fill"),
        ("heroicon_outline", 24, "stroke"),
        ("heroicon_solid", 24, "fill"),
    ],
)
def test_each_family_of_icons_is_drawn_in_its_own_size_and_look(tag, size, look):
    icon = drawn(f"{tag} 'check'")
    assert icon.startswith("<svg ")
    assert f'viewBox="0 0 {size} {size}"' in icon
    assert f'{look}="currentColor"' in icon


def test_an_icon_takes_the_attributes_of_its_tag():
    assert 'class="working"' in drawn("heroicon_micro 'check' class='working'")
    assert "class=" not in drawn("heroicon_micro 'check'")


@pytest.mark.parametrize(("icon", "states"), ICONS.items())
def test_a_state_has_its_own_icon_and_only_work_that_goes_on_turns(icon, states):
    attributes = "class='working'" if icon == "arrow-path" else ""
    assert {state_icon(state) for state in states} == {drawn(f"heroicon_micro '{icon}' {attributes}")}


def test_a_state_without_an_icon_is_a_minus():
    assert state_icon("unheard-of") == drawn("heroicon_micro 'minus'")


@pytest.mark.parametrize("states", [Render.State, Review.State, Publication.State, Decision.Verdict])
def test_every_state_that_a_row_can_have_has_an_icon(states):
    assert {str(state) for state in states} - {*ICON_OF} == set()
