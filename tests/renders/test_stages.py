"""The marks on a stage: where each finding is, and which number it has."""

import numpy as np
import pytest

from renders.models import Finding, Render
from renders.pipeline.inspecting.rows import stored_mask
from renders.quality import CoarseMask
from renders.views.stages import marks_of

RENDER = Render(width=200, height=100)
BOX = [0.1, 0.25, 0.5, 1.0]


def finding(**fields):
    return Finding(**{"check_name": "soft", "severity": "warning", "box": BOX, **fields})


def marked(*findings, render=RENDER, prompt=""):
    return marks_of(findings, render, prompt)


def test_the_box_of_a_finding_is_drawn_in_pixels_of_the_master():
    (mark,) = marked(finding())
    assert (mark.x, mark.y, mark.width, mark.height) == (20, 25, 80, 75)


@pytest.mark.parametrize(
    ("box", "width", "height"), [(None, 200, 100), (BOX, None, 100), (BOX, 200, None), (None, None, None)]
)
def test_without_a_box_or_the_size_of_the_master_nothing_is_drawn(box, width, height):
    assert marked(finding(box=box), render=Render(width=width, height=height)) == []


def test_a_mark_has_the_number_of_its_finding_in_the_list_of_serious_ones():
    note, whole, placed = finding(severity="info"), finding(box=None), finding()
    assert [mark.number for mark in marked(note, whole, placed)] == [2]


def test_a_mask_is_drawn_as_the_runs_of_its_rows():
    cells = np.array([[False, False, False, False], [False, True, True, False]])
    (mark,) = marked(finding(box=None, mask=stored_mask(CoarseMask.of(cells))))
    assert mark.area == "M50 50h100v50h-100z"
    assert (mark.x, mark.y, mark.width, mark.height) == (50, 50, 100, 50)


@pytest.mark.parametrize(("side", "along"), [("left", "h-32"), ("right", "h32")])
def test_a_shadow_on_the_wrong_side_is_an_arrow_to_where_light_was_to_come_from(side, along):
    (mark,) = marked(finding(check_name="shadow_wrong_side"), prompt=f"A mug, soft light from the {side}")
    assert mark.arrow.startswith(f"M60 89{along}")


def test_numbers_of_places_with_one_corner_stand_beside_each_other():
    assert [mark.shift for mark in marked(finding(), finding(), finding(box=[0.5, 0, 1, 1]))] == [0, 1, 0]
