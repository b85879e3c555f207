"""From an ordinary photo to a product that can be ordered, in a real browser on real processes."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageFilter, ImageOps

from catalog.demo.seed import FOLDER
from tests.browser.steps import drop_files, expect, sign_in
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


VIEWS = ("front", "three-quarter", "top")


@pytest.fixture
def table_photos(tmp_path: Path) -> list[Path]:
    """A canister photographed from three sides on a wooden table, with its shadow."""
    paths = []
    for view in VIEWS:
        with Image.open(FOLDER / f"canister-{view}.png") as drawn:
            product = drawn.convert("RGBA").resize((900, 900))
        ground = Image.linear_gradient("L").resize((1200, 1200))
        table = ImageOps.colorize(ground, (196, 152, 108), (158, 114, 74))
        shadow = product.getchannel("A").filter(ImageFilter.GaussianBlur(24)).point(lambda alpha: alpha // 3)
        table.paste((40, 26, 16), (180, 190), shadow)
        table.paste(product, (150, 150), product)
        paths.append(tmp_path / f"canister {view}.jpg")
        table.save(paths[-1], quality=90)
    return paths


def test_photos_on_a_table_become_the_four_shots_of_a_product_page(site, visit, table_photos):
    page = visit()
    sign_in(page, site, "maya")
    enter_cup(page, code="canister-on-a-table")
    page.get_by_label("Colour", exact=True).fill("Walnut")
    page.get_by_label("SKU").fill("walk-walnut-01")
    page.get_by_label("Material").fill("tin")
    page.get_by_role("button", name="Add product").click()
    page.wait_for_url(re.compile(r"/products/\d+/$"))
    drop_files(page, *[(path.name, "image/jpeg", path.read_bytes()) for path in table_photos])
    expect(page.locator("#drop-files li")).to_have_count(3)
    for number in range(3):
        expect(page.locator("#drop-files li").nth(number)).to_contain_text("Saved as Photo", timeout=30_000)
    accept_every_cutout(page)
    page.get_by_role("link", name="Compose a shot set").click()
    page.get_by_label("Walnut", exact=True).check()
    page.get_by_label("Shot pack").select_option("four-shots")
    expect(page.get_by_role("button", name="Launch 10 renders")).to_be_enabled()
    page.get_by_role("button", name="Use this pack").click()
    expect(page.locator("#plan")).to_contain_text("4 of 4 shots ready")
    page.get_by_role("button", name="Launch 40 renders").click()
    page.wait_for_url(re.compile(r"/sets/S-\d+/"))
    expect(page).to_have_title(re.compile("40 of 40 ready"), timeout=400_000)
    expect(page.locator(".shot-row")).to_have_count(4)


def accept_every_cutout(page):
    """Use those that wait for a person too."""
    product = page.url
    page.goto(product)
    expect(page.locator("[data-poll]")).to_have_count(0, timeout=120_000)
    while page.locator("#cutouts li", has_text="Look at it").count():
        page.locator("#cutouts li", has_text="Look at it").get_by_role("link").first.click()
        page.get_by_role("button", name="Use this cutout").click()
        page.goto(product)
    expect(page.locator("#cutouts").get_by_text("In use")).to_have_count(len(VIEWS))


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
