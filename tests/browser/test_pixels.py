"""What a grid and a viewer must not disturb: the focus while pictures come in (check 32), and the pixels of a picture
that is looked at in its full size (check 38)."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from renders.files import MASTERS
from renders.models import Render
from tests.browser.steps import expect
from tests.factories import make_person, make_render, make_shot, make_shot_set
from tests.images import encoded

pytestmark = pytest.mark.django_db(transaction=True)
SIDE, POLLS = 1_600, 50


@pytest.fixture
def shot(page, sign_in):
    """A shot of the person in front of the browser."""
    petra = make_person("petra", group="Marketers")
    sign_in(petra)
    return make_shot(make_shot_set(launched_by=petra))


def chart():
    """A test chart: every second column of pixels is black."""
    pixels = np.full((SIDE, SIDE, 3), 255, np.uint8)
    pixels[:, ::2] = 0
    return encoded(Image.fromarray(pixels), "PNG")


def test_check_32_the_focus_stays_through_fifty_polls(page, shot):
    renders = [make_render(shot) for _ in range(2)]
    make_render(shot, state="queued")
    page.goto(shot.get_absolute_url())
    page.locator("#candidate-1-open").focus()
    for number in range(POLLS):
        render = Render.objects.get(pk=renders[number % 2].pk)
        render.touch(mark="star" if render.mark == "" else "")
        with page.expect_response(lambda answer: "/changes/" in answer.url):
            page.evaluate("document.dispatchEvent(new CustomEvent('poll:now'))")
        expect(page.locator("#candidate-1-open")).to_be_focused()


def test_check_38_at_100_percent_a_pixel_of_the_picture_is_one_of_the_screen(page, shot):
    data = chart()
    facts = {"sha256": MASTERS.store(data), "bytes": len(data), "width": SIDE, "height": SIDE}
    render = make_render(shot, media_type="image/png", **facts)
    page.goto(render.get_absolute_url())
    page.keyboard.press("z")
    expect(page.locator(".stage")).to_have_attribute("data-scale", "1")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".stage__frame img").first).to_have_js_property("naturalWidth", SIDE)
    box = page.locator(".stage").bounding_box()
    middle = {"x": box["x"] + box["width"] // 2, "y": box["y"] + box["height"] // 2, "width": 64, "height": 64}
    seen = Image.open(BytesIO(page.screenshot(clip=middle))).convert("L")
    columns = np.asarray(seen, np.int16)
    assert np.abs(np.diff(columns, axis=1)).min() > 200
    assert np.abs(np.diff(columns, axis=0)).max() < 10
