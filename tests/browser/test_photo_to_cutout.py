"""From an ordinary photo to a product that can be ordered, in a real browser on real processes."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from catalog.demo.seed import FOLDER
from tests.browser.steps import expect, sign_in
from tests.browser.test_catalogue import enter_cup


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """The demo's vase on its table, as other bytes: the same photo would not be cut out again."""
    file = BytesIO()
    with Image.open(FOLDER / "vase-front-photo.jpg") as drawn:
        drawn.resize((700, 700)).save(file, "JPEG", quality=88)
    path = tmp_path / "table.jpg"
    path.write_bytes(file.getvalue())
    return path


def test_a_photo_is_cut_out_painted_over_accepted_and_can_be_ordered(site, visit, photo):
    page = visit()
    sign_in(page, site, "maya")
    enter_cup(page)
    page.get_by_label("Material").fill("clear glass")  # so the cutout waits for a person
    page.get_by_label("Photo, with its background").check()
    page.locator("#id_artwork-picture").set_input_files(photo)
    page.get_by_role("button", name="Add product").click()
    wait_until_cut_out(page)
    page.locator("#cutouts").get_by_role("link", name="Front").click()
    paint(page, "Keep or add", (0.45, 0.5), (0.5, 0.6))
    paint(page, "Remove", (0.85, 0.85), (0.9, 0.9))
    page.get_by_role("button", name="Cut it out again").click()
    wait_until_cut_out(page)
    page.get_by_role("button", name="Use this cutout").click()
    expect(page.get_by_text("The cutout is in use for new orders.")).to_be_visible()
    page.get_by_role("link", name="Compose a shot set").click()
    page.get_by_label("Blue", exact=True).check()
    page.get_by_role("radio", name="8", exact=True).check()
    expect(page.get_by_role("button", name="Launch 8 renders")).to_be_enabled()


def wait_until_cut_out(page):
    expect(page.locator("[data-poll]")).to_have_count(0, timeout=120_000)
    expect(page.get_by_text("Look at it", exact=True)).to_be_visible()


def paint(page, brush, *points):
    """One stroke through these points, in shares of the photo."""
    page.get_by_label(brush, exact=True).check()
    canvas = page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    first, *others = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*first)
    page.mouse.down()
    for point in others:
        page.mouse.move(*point, steps=4)
    page.mouse.up()
