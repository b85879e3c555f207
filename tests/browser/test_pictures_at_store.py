"""Candidates that a browser fetches at the store of the private bucket, under the policy that pages have."""

from copy import deepcopy

import pytest

from catalog.pictures import decode
from renders import files
from renders.finishing import thumbnails
from tests.browser.steps import expect
from tests.factories import make_render, make_shot, make_shot_set
from tests.images import packshot

pytestmark = pytest.mark.django_db(transaction=True)
IS_SHOWN = "(picture) => picture.decode().then(() => picture.naturalWidth)"


@pytest.fixture
def render(petra, private_bucket, settings):
    """A candidate whose pictures browsers fetch at the store."""
    private_bucket.use(presign=True)
    policy = deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["img-src"] += private_bucket.variables(presign=True).picture_origins
    settings.CONTENT_SECURITY_POLICY = policy
    data = packshot(size=(400, 400))
    shot = make_shot(make_shot_set(launched_by=petra))
    render = make_render(shot, sha256=files.MASTERS.store(data), width=400, height=400, bytes=len(data))
    for small in thumbnails(decode(data).image):
        files.store_rendition(render.pk, small)
    return render


def test_the_viewer_shows_a_picture_that_lies_at_the_store(page, sign_in, petra, render, private_bucket):
    fetched = []
    page.on("response", lambda answer: fetched.append(answer.url))
    sign_in(petra)
    page.goto(render.get_absolute_url())
    picture = page.locator(".stage__frame img").first
    expect(picture).to_be_visible()
    assert picture.evaluate(IS_SHOWN) > 0
    assert any(url.startswith(f"{private_bucket.store.endpoint}/{private_bucket.name}/renditions/") for url in fetched)
