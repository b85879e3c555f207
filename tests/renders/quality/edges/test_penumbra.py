"""When a shadow is harder than was asked for."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from renders.quality import InspectionOrder, inspect
from renders.quality.edges.penumbra import penumbra
from renders.quality.subject_view import SubjectView
from tests.renders.quality.pictures import PROMPT, contract, oak, packshot

SIDE = (512, 512)
SOFT = PROMPT.replace("seamless white cyclorama", "plain paper").replace("subtle contact shadow", "soft shadow")


def lit(blur):
    """A product whose shadow falls to the right, its edge blurred by so many pixels."""
    shade = Image.new("L", SIDE, 0)
    ImageDraw.Draw(shade).polygon([(200, 404), (380, 404), (470, 320), (300, 320)], fill=110)
    shade = shade.filter(ImageFilter.GaussianBlur(blur))
    bare = np.asarray(packshot(SIDE, ground=(220, 220, 222), shadow=False)).astype(float)
    is_ground = np.abs(bare - bare[2, 2]).max(axis=2) < 12
    bare[is_ground] *= 1 - np.asarray(shade)[is_ground][:, None] / 255
    return Image.fromarray(bare.clip(0, 255).astype(np.uint8))


def flat_product(blur):
    """A shoe: wide and low. Soft shade lies under it, and a small wedge of its cast shadow to the right."""
    wedge, under = Image.new("L", SIDE, 0), Image.new("L", SIDE, 0)
    ImageDraw.Draw(wedge).polygon([(300, 322), (440, 316), (478, 294), (380, 296)], fill=90)
    ImageDraw.Draw(under).rectangle((120, 316, 390, 326), fill=150)
    wedge, under = (each.filter(ImageFilter.GaussianBlur(by)) for each, by in ((wedge, blur), (under, 5)))
    shade = np.maximum(np.asarray(wedge), np.asarray(under))[..., np.newaxis] / 255
    picture = Image.fromarray((220 * (1 - shade) * np.ones(3)).astype(np.uint8))
    ImageDraw.Draw(picture).rounded_rectangle((102, 200, 410, 320), radius=16, fill=(120, 70, 50))
    return picture.filter(ImageFilter.GaussianBlur(0.5))


def findings(picture, prompt=SOFT):
    order = InspectionOrder(contract(prompt=prompt, parameters={"long_edge": 512}))
    return {finding.check: finding for finding in inspect(picture, order)}


def test_a_shadow_with_a_sharp_edge_is_no_soft_one():
    finding = findings(lit(0.7))["shadow_hard"]
    # 0.7 pixels rise in 1.8, on a product 246 pixels wide.
    assert finding.measure == pytest.approx(0.75, abs=0.4)
    assert finding.limit == 3


def test_the_hard_shadow_of_a_flat_product_is_seen_beside_it():
    """Below, the soft shade under it hides what is cast."""
    assert findings(flat_product(0.7))["shadow_hard"].measure < 2


def test_the_soft_shadow_of_a_flat_product_is_no_hard_one():
    assert "shadow_hard" not in findings(flat_product(7))


@pytest.mark.parametrize("blur", [8, 14])
def test_a_shadow_with_a_wide_edge_is_soft(blur):
    assert "shadow_hard" not in findings(lit(blur))


@pytest.mark.parametrize("text", ["subtle contact shadow", "hard shadow", "no soft shadow"])
def test_a_hard_shadow_is_no_fault_where_no_soft_one_was_asked_for(text):
    assert "shadow_hard" not in findings(lit(0.7), SOFT.replace("soft shadow", text))


@pytest.mark.parametrize(("wide", "is_sure"), [(8, False), (12, True), (40, True)])
def test_of_a_shadow_that_is_nothing_but_edge_its_softness_is_not_sure(wide, is_sure):
    """A leaf's shadow, that of a shoe's tip, and that of a body: spots beside a product, as sharp as each other."""
    ground = np.full((256, 256), 0.6, np.float32)
    body = np.zeros((256, 256), bool)
    body[60:200, 60:180] = True
    view = SubjectView(np.dstack([ground] * 3), body, body, ground / 0.6, ground * 0, 0.004, True)
    y, x = np.mgrid[:512, :512]
    spot = 203 - 55 * np.clip((wide - np.hypot(y - 330, x - 430)) / 8, 0, 1)
    edge = penumbra(np.stack([spot.astype(np.uint8)] * 3), view)
    assert edge.width < 3
    assert edge.is_sure is is_sure


def test_on_a_grained_ground_no_shadows_edge_is_seen():
    assert "how softly the shadow ends" in findings(oak(SIDE))["not_judged"].message


def test_a_face_that_is_lost_in_its_ground_is_no_soft_shadow():
    """Of a box only the darker side stands out; the other face ends nowhere, as the softest of shadows does."""
    levels = np.full((512, 512, 3), 130, np.uint8)
    levels[104:380, 124:304] = np.linspace(110, 130, 276).astype(np.uint8)[:, None, None]
    levels[104:400, 304:390] = 60
    assert "how softly the shadow ends" in findings(Image.fromarray(levels))["not_judged"].message
