"""References over real HTTP: each vendor gets at the very bytes, in every form and on either side of what is unsaid."""

import base64
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from renders.providers import Denied, Refused, TaskStatus, Unclear
from renders.providers.input_objections import objections
from tests.images import jpeg
from tests.renders.providers import (
    test_hiapi_simulated,
    test_imagepipeline_simulated,
    test_pixelmuse_simulated,
)
from tests.renders.providers.scripted import KEY, contract_for, order, referring, spec
from tests.simulators.running import simulator

PICTURE = jpeg("#8090a0", (96, 64))
SHA256 = hashlib.sha256(PICTURE).hexdigest()
DATA = f"data:image/jpeg;base64,{base64.b64encode(PICTURE).decode()}"
FLARE = "gpt-image-2-5-flare-from-picture"
SUNBURST = "gpt-image-2-5-sunburst-from-picture"
BANANAS = ("nano-banana-2", "nano-banana-pro")


class Pictures(BaseHTTPRequestHandler):
    """Gives the picture at one address."""

    def do_GET(self) -> None:
        is_there = self.path == "/reference.jpg"
        self.send_response(200 if is_there else 404)
        self.send_header("Content-Type", "image/jpeg" if is_there else "text/plain")
        self.end_headers()
        self.wfile.write(PICTURE if is_there else b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the picture is."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Pictures) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/reference.jpg"
        server.shutdown()


def seen(simulated):
    """What the vendor found at the references of its only order."""
    [entry] = simulated.ledger()["accepted"]
    return [(found["form"], found["sha256"], found["metadata"]) for found in entry["details"]["references"]]


def sent(provider, ordered):
    return provider.send(provider.draft(ordered), KEY)


@pytest.mark.parametrize("fetched", ["create", "work"])
@pytest.mark.parametrize("dialect", ["documented", "guide", "blog"])
@pytest.mark.parametrize("slug", [*BANANAS, FLARE, SUNBURST])
def test_hiapi_fetches_the_bytes_at_the_address(slug, dialect, fetched, address):
    with simulator("hiapi", dialect, reference_fetch=fetched) as simulated:
        sent(test_hiapi_simulated.client(simulated), order(slug, references=[address, address]))
        assert seen(simulated) == [("address", SHA256, [])] * 2


@pytest.mark.parametrize("slug", [FLARE, SUNBURST])
def test_hiapi_takes_the_picture_itself_where_its_page_says_so(slug):
    with simulator("hiapi") as simulated:
        sent(test_hiapi_simulated.client(simulated), order(slug, references=[DATA]))
        assert seen(simulated) == [("data", SHA256, [])]


@pytest.mark.parametrize("slug", BANANAS)
def test_hiapi_refuses_the_picture_itself_elsewhere_and_bills_nothing(slug):
    with simulator("hiapi") as simulated:
        with pytest.raises(Refused, match="a reference by data is not taken"):
            sent(test_hiapi_simulated.client(simulated), order(slug, references=[DATA]))
        assert simulated.ledger()["billed_micros"] == 0


def test_a_dead_address_is_refused_at_once_and_bills_nothing(address):
    with simulator("hiapi", reference_fetch="create") as simulated:
        with pytest.raises(Refused, match="could not be fetched"):
            sent(test_hiapi_simulated.client(simulated), order("nano-banana-pro", references=[f"{address}.gone"]))
        assert simulated.ledger()["billed_micros"] == 0


def test_a_dead_address_may_fail_the_task_later(address):
    with simulator("hiapi", reference_fetch="work", rpm=0) as simulated:
        provider = test_hiapi_simulated.client(simulated)
        task_id = sent(provider, order("nano-banana-pro", references=[f"{address}.gone"])).task_id
        simulated.advance(1_000)
        progress = provider.poll([task_id]).progress[task_id]
        assert (progress.status, simulated.ledger()["billed_micros"]) == (TaskStatus.FAILED, 0)
        assert "could not be fetched" in progress.explanation


def test_a_repeat_names_the_same_reference_and_buys_nothing(address):
    with simulator("hiapi") as simulated:
        simulated.script({"fault": "reset_after", "on": "create", "nth": 1})
        provider = test_hiapi_simulated.client(simulated)
        draft = provider.draft(order("nano-banana-pro", references=[address]))
        with pytest.raises(Unclear):
            provider.send(draft, KEY)
        provider.send(draft, KEY)
        assert simulated.ledger()["billed_micros"] == 170_000
        assert seen(simulated) == [("address", SHA256, [])]


def test_hiapi_is_sent_no_body_that_it_refuses_for_its_size():
    large = f"data:image/jpeg;base64,{'A' * 6_000_000}"
    with simulator("hiapi") as simulated, pytest.raises(Refused, match="over hiapi's 10 MB"):
        test_hiapi_simulated.client(simulated).draft(order(FLARE, references=[large, large]))


def test_a_model_that_draws_from_text_alone_is_sent_no_reference(address):
    found = objections(contract_for("flux-schnell", **referring()), spec("flux-schnell"))
    assert found == ["FLUX Schnell draws from text only and takes no reference image. Order it without one."]


@pytest.mark.parametrize("written", ["text", "both"])
@pytest.mark.parametrize("slug", ["pixelmuse-nano-banana-2", "pixelmuse-nano-banana-pro"])
def test_pixelmuse_fetches_the_bytes_at_the_address(slug, written, address):
    with simulator("pixelmuse", image_input=written, mean=0.05) as simulated:
        sent(test_pixelmuse_simulated.adapter(simulated), order(slug, references=[address]))
        assert seen(simulated) == [("address", SHA256, [])]


def test_pixelmuse_may_want_a_list_which_the_row_can_say(address):
    usual = order("pixelmuse-nano-banana-2", references=[address])
    schema = usual.spec.input_schema
    listed = {**schema, "properties": {**schema["properties"], "image_input": {"type": "array"}}}
    with simulator("pixelmuse", image_input="list", mean=0.05) as simulated:
        provider = test_pixelmuse_simulated.adapter(simulated)
        with pytest.raises(Refused, match="image_input must be list"):
            sent(provider, usual)
        sent(provider, replace(usual, spec=replace(usual.spec, input_schema=listed)))
        assert seen(simulated) == [("address", SHA256, [])]


def test_the_guides_dialect_of_pixelmuse_has_no_field_for_a_reference():
    with simulator("pixelmuse", "guide") as simulated:
        provider = test_pixelmuse_simulated.adapter(simulated, "guide", "bare_url")
        one = contract_for("pixelmuse-nano-banana-2", **referring())
        assert provider.objections(one, spec("pixelmuse-nano-banana-2")) == [
            "Pixelmuse takes no reference image in this dialect. Order it without one."
        ]


def drawing_from(field="image_url"):
    """The imagepipeline model as an admin sets it up to take an upload in that field."""
    usual = spec("imagepipeline-flux-schnell")
    properties = {**usual.input_schema["properties"], field: {"type": "string"}}
    taken = {"field": field, "maximum": 1, "forms": ["upload"], "roles": ["product"]}
    return replace(usual, input_schema={**usual.input_schema, "properties": properties}, reference_pictures=taken)


@pytest.mark.parametrize("named", ["url", "image_url", "download_url"])
def test_imagepipelines_successor_takes_an_upload_and_then_its_address(named):
    with simulator("imagepipeline", "successor", reference_field="image_url", upload_answer=named) as simulated:
        provider = test_imagepipeline_simulated.adapter(simulated, "successor")
        uploaded = provider.upload(PICTURE)
        asked = order("imagepipeline-flux-schnell", references=[uploaded], parameters={"long_edge": 1024})
        sent(provider, replace(asked, spec=drawing_from()))
        assert seen(simulated) == [("upload", SHA256, [])]


@pytest.mark.parametrize(
    ("fault", "error"), [("401", Denied), ("503", Unclear), ("reset", Unclear), ("empty", Unclear)]
)
def test_an_upload_without_a_clear_answer_gives_no_address(fault, error):
    with simulator("imagepipeline", "successor") as simulated:
        simulated.script({"fault": fault, "on": "upload"})
        with pytest.raises(error):
            test_imagepipeline_simulated.adapter(simulated, "successor").upload(PICTURE)


def test_version_3_of_imagepipeline_takes_neither_upload_nor_reference():
    with simulator("imagepipeline") as simulated:
        provider = test_imagepipeline_simulated.adapter(simulated)
        one = contract_for("imagepipeline-flux-schnell", **referring())
        assert provider.objections(one, drawing_from()) == [
            "imagepipeline.io takes no reference image in this dialect. Order it without one."
        ]
        with pytest.raises(Refused, match="takes no uploads in this dialect"):
            provider.upload(PICTURE)
