"""The simulated Shopify answers as the real one: what its schema allows, late, anew encoded, and never twice alike."""

import signal
import subprocess
import sys
import urllib.request

import pytest
from PIL import Image

from tests.simulators.running import ROOT
from tests.simulators.shopify import simulated_shop
from tests.simulators.shopify.asking import ask, create, ready, status, upload
from tests.waiting import PATIENCE

READ = "query ($id: ID!) { node(id: $id) { ... on MediaImage { fileStatus image { url width height } } } }"


@pytest.fixture
def sim():
    with simulated_shop() as sim:
        yield sim


def test_it_runs_by_hand_until_it_is_stopped():
    command = [sys.executable, "-m", "tests.simulators.shopify", "--set", '{"processing": 7}']
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        base_url = process.stdout.readline().strip()
        with urllib.request.urlopen(f"{base_url}/_control/options") as answer:
            assert b'"processing": 7' in answer.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0


def test_in_a_process_of_its_own_it_is_asked_the_same_way():
    with simulated_shop(apart=True) as sim:
        product = sim.add_product("Mug", ["mug-1"])
        picture = sim.add_picture(product, "hand.png")
        assert sim.media(product) == [picture]


def test_it_answers_what_its_schema_allows_only(sim):
    answer = ask(sim, "{ shop { name } }")
    assert "Cannot query field 'shop'" in answer["errors"][0]["message"]


def test_a_picture_is_uploaded_then_processed_then_ready(sim):
    gid = create(sim, upload(sim))
    statuses = [status(sim, gid) for _ in range(3)]
    assert statuses == ["PROCESSING", "READY", "READY"]


def test_there_is_no_image_until_it_is_ready(sim):
    gid = create(sim, upload(sim))
    first, last = [ask(sim, READ, id=gid)["data"]["node"] for _ in range(2)]
    assert first["image"] is None
    assert (last["image"]["width"], last["image"]["height"]) == (16, 16)


def test_the_same_source_twice_is_two_pictures(sim):
    source = upload(sim)
    assert create(sim, source) != create(sim, source)
    assert len({file["name"] for file in sim.shop()["files"].values()}) == 2


def test_a_name_that_may_exist_once_is_refused_the_second_time(sim):
    source = upload(sim)
    create(sim, source)
    answer = ask(sim, CREATE_ONCE, source=source)
    assert answer["data"]["fileCreate"]["userErrors"][0]["code"] == "FILENAME_ALREADY_EXISTS"


CREATE_ONCE = """
mutation ($source: String!) {
  fileCreate(files: [{originalSource: $source, filename: "a.png", duplicateResolutionMode: RAISE_ERROR}]) {
    userErrors { code }
  }
}
"""


def test_a_picture_is_encoded_anew(sim):
    gid = ready(sim, create(sim, upload(sim)))
    url = ask(sim, READ, id=gid)["data"]["node"]["image"]["url"]
    with urllib.request.urlopen(url) as answer, Image.open(answer) as image:
        assert image.size == (16, 16)


def test_a_variant_takes_one_picture(sim):
    product = sim.add_product("Mug", ["mug-1"])
    first, second = sim.add_picture(product, "1.png"), sim.add_picture(product, "2.png")
    sim.edit("show_on_variant", product=product, sku="mug-1", picture=first)
    variant = ask(sim, 'query { productVariants(first: 1, query: "sku:mug-1") { nodes { id } } }')
    fields = {"id": product, "variant": variant["data"]["productVariants"]["nodes"][0]["id"], "media": [second]}
    answer = ask(sim, APPEND, **fields)
    assert answer["data"]["productVariantAppendMedia"]["userErrors"] == [{"code": "PRODUCT_VARIANT_ALREADY_HAS_MEDIA"}]


APPEND = """
mutation ($id: ID!, $variant: ID!, $media: [ID!]!) {
  productVariantAppendMedia(productId: $id, variantMedia: [{variantId: $variant, mediaIds: $media}]) {
    userErrors { code }
  }
}
"""


def test_a_query_that_costs_too_much_is_refused(sim):
    query = "{ productVariants(first: 250) { nodes { media(first: 250) { nodes { preview { image { url } } } } } } }"
    assert ask(sim, query)["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"


def test_a_token_at_the_storage_is_a_leak():
    with simulated_shop(allows_leaks=True) as sim:
        request = urllib.request.Request(f"{sim.storage_url}/cdn/1/a.png", headers={"X-Shopify-Access-Token": "x"})
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request)
        caught.value.close()
        assert sim.stats()["leaks"] == ["/cdn/1/a.png"]


def test_a_fault_that_does_not_exist_is_refused(sim):
    with pytest.raises(ValueError, match="No fault earthquake"):
        sim.script({"fault": "earthquake"})


def test_control_counts_as_nothing(sim):
    sim.shop()
    assert sim.stats()["operations"] == {}
