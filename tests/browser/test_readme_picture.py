"""The README's picture: a real grid, taken by this suite's own browser.

Run by hand after a change of looks: `uv run pytest -m long tests/browser/test_readme_picture.py`.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.browser.steps import choose, expect, mark, wait_until_finished

PICTURE = Path(settings.BASE_DIR) / "static" / "img" / "readme-grid.png"
WINDOW = {"width": 1280, "height": 880}


@pytest.mark.long
def test_the_readme_shows_the_grid_as_it_is(visit):
    page = visit("maya", viewport=WINDOW)
    page.goto("/sets/new/")
    page.get_by_label("Sage", exact=True).check()
    page.get_by_role("radio", name=re.compile("Lifestyle")).check()
    page.get_by_role("radio", name="8", exact=True).check()
    page.get_by_role("button", name="Launch 8 renders").click()
    page.wait_for_url(re.compile("/shots/"))
    wait_until_finished(page)
    mark(page, 3, "Star")
    mark(page, 6, "Drop")
    choose(page, 2)
    expect(page.locator("#candidate-8-picture img")).to_be_visible()
    page.mouse.move(0, 0)
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=PICTURE)
    assert PICTURE.stat().st_size < 600_000
