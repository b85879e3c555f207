"""The parts that pages are made of."""

import pytest
from django import forms
from django.template import Context, Template

from renders.templatetags.parts import address, described_by, invalid, out_of_band, progress, thumbnail
from renders.views.render_counts import RenderCounts

COUNTS = RenderCounts(ready=3, working=2, waiting=1, doubt=4, failed=1, cancelled=2)


class NameForm(forms.Form):
    name = forms.CharField()


RIGHT, WRONG = NameForm({"name": "Mug"})["name"], NameForm({"name": ""})["name"]


@pytest.mark.parametrize(
    ("context", "attribute"),
    [({"oob": True}, 'hx-swap-oob="true"'), ({"oob": False}, ""), ({}, "")],
)
def test_only_an_answer_for_out_of_band_swaps_says_so(context, attribute):
    assert out_of_band(context) == attribute


def test_an_element_can_be_swapped_out_of_band_in_another_way():
    assert out_of_band({"oob": True}, "beforeend:#rows") == 'hx-swap-oob="beforeend:#rows"'


def test_addresses_are_those_of_the_pages():
    assert address("people.home") == "/"
    assert address("versions.lab", "packshot", 3) == "/templates/packshot/v/3/lab/"
    assert thumbnail(17, 320) == "/renditions/17/thumb-320/"


@pytest.mark.parametrize(("field", "attribute"), [(RIGHT, ""), (WRONG, "data-invalid")])
def test_the_box_around_a_field_says_whether_it_has_errors(field, attribute):
    assert invalid(field) == attribute


@pytest.mark.parametrize(
    ("field", "attributes"),
    [
        (RIGHT, 'aria-describedby="hint"'),
        (WRONG, 'aria-invalid="true" aria-describedby="id_name_error hint"'),
    ],
)
def test_a_control_leads_to_its_description_and_first_to_its_errors(field, attributes):
    assert described_by(field, "hint") == attributes


def test_the_progress_bar_has_a_stretch_for_each_count_one_after_another():
    bar = progress(COUNTS)
    assert 'viewBox="0 0 13 1"' in bar
    assert '<rect data-share="ready" width="3" height="1"/>' in bar
    assert '<rect data-share="working" x="3" width="2" height="1"/>' in bar
    assert '<rect data-share="doubt" x="5" width="4" height="1"/>' in bar
    assert '<rect data-share="failed" x="9" width="1" height="1"/>' in bar


def test_the_progress_bar_says_every_count_in_words_and_its_note():
    text = " ".join(progress(COUNTS, "2 retries").split())
    assert "<strong>3</strong> of 13 ready" in text
    for words in ("2 on the way", "1 waiting", "4 in doubt", "1 failed", "2 cancelled", "2 retries"):
        assert words in text


def test_a_count_of_none_is_left_out():
    text = progress(RenderCounts(ready=1))
    assert not any(words in text for words in ("waiting", "failed", "doubt", "cancelled", "working"))


def test_one_progress_bar_of_a_page_has_the_id_and_others_have_none():
    assert 'id="progress"' in progress(COUNTS)
    assert "id=" not in progress(COUNTS, has_id=False)


def test_a_part_is_rendered_for_each_of_its_values():
    source = "{% load parts %}{% part '_state_icon.html' state='ready' %}|{% part '_state_icon.html' state='failed' %}"
    ready, failed = Template(source).render(Context()).split("|")
    assert "<svg" in ready
    assert "<svg" in failed
    assert ready != failed
