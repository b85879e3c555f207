"""Tasks, addresses and pictures go wrong as scripted."""

import io
import zlib

import httpx
import pytest
from PIL import Image

from tests.simulators import Simulator, simulator
from tests.simulators.conftest import NO_TLS, client, download
from tests.simulators.faults import PICTURES
from tests.simulators.hiapi_client import TASK_SECONDS, created, finished, read_task


def picture(sim: Simulator) -> httpx.Response:
    return download(finished(sim)["output"][0]["url"])


def test_a_stuck_task_never_ends_and_is_billed():
    with simulator("hiapi") as sim:
        sim.script({"fault": "task_stuck"})
        assert finished(sim)["status"] == "handling"
        assert (sim.ledger()["billed_micros"], sim.ledger()["settled_micros"]) == (5_000, 0)


def test_a_stuck_task_never_comes_to_fail_and_is_billed():
    with simulator("hiapi") as sim:
        sim.script({"fault": "task_stuck"}, {"fault": "task_fails"})
        assert finished(sim)["status"] == "handling"
        assert (sim.ledger()["billed_micros"], sim.ledger()["settled_micros"]) == (5_000, 0)


@pytest.mark.parametrize(("for_ever", "last"), [(False, "success"), (True, "dreaming")])
def test_an_unknown_status_lasts_until_the_end_or_for_ever(for_ever, last):
    with simulator("hiapi") as sim:
        sim.script({"fault": "task_unknown_status", "word": "dreaming", "for_ever": for_ever})
        task_id = created(sim)
        first = read_task(sim, task_id)["status"]
        sim.advance(TASK_SECONDS)
        assert (first, read_task(sim, task_id)["status"]) == ("dreaming", last)


@pytest.mark.parametrize(("form", "output"), [("empty", []), ("null", None), ("no_url", [{}]), ("missing", "absent")])
def test_a_success_may_come_without_a_picture(form, output):
    with simulator("hiapi") as sim:
        sim.script({"fault": "task_no_output", "form": form})
        done = finished(sim)
    assert (done["status"], done.get("output", "absent")) == ("success", output)


def test_a_success_may_turn_into_a_failure():
    with simulator("hiapi") as sim:
        sim.script({"fault": "task_flips", "after": 2})
        done = finished(sim)
        statuses = [read_task(sim, done["taskId"])["status"] for _ in range(2)]
    assert [done["status"], *statuses] == ["success", "success", "fail"]


def test_more_pictures_may_come_than_were_ordered_and_billed():
    with simulator("hiapi") as sim:
        sim.script({"fault": "task_extra_outputs", "count": 2}, {"fault": "task_thumbnail_first"})
        output = finished(sim)["output"]
        pictures = {download(each["url"]).content for each in output[1:]}
        assert sim.ledger()["billed_pictures"] == 1
    assert (output[0]["type"], len(pictures)) == ("thumbnail", 3)


def test_two_orders_may_be_given_the_same_id_and_are_both_billed():
    with simulator("hiapi") as sim:
        sim.script({"fault": "task_same_id", "nth": 2})
        ids = {created(sim) for _ in range(2)}
        assert (len(ids), sim.ledger()["billed_micros"]) == (1, 10_000)


def test_an_accepted_task_may_vanish():
    with simulator("hiapi") as sim, client(sim) as account:
        sim.script({"fault": "task_vanishes"})
        assert account.get(f"/v1/tasks/{created(sim)}").status_code == 404
        assert sim.ledger()["billed_micros"] == 5_000


@pytest.mark.parametrize(
    ("name", "size", "mode"),
    [
        ("picture_bomb", (40_000, 40_000), "1"),
        ("picture_one_pixel", (1, 1), "RGB"),
        ("picture_cmyk", (51, 64), "CMYK"),
        ("picture_sixteen_bit", (51, 64), "RGB"),
        ("picture_animated", (51, 64), "P"),
        ("picture_wrong_size", (153, 64), "RGB"),
    ],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_an_odd_picture_is_served(name, size, mode, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    with simulator("hiapi") as sim:
        sim.script({"fault": name})
        answer = picture(sim)
    opened = Image.open(io.BytesIO(answer.content))
    assert (opened.size, opened.mode) == (size, mode)
    assert len(answer.content) < 1_000_000


@pytest.mark.parametrize("name", ["picture_html", "picture_empty", "picture_truncated"])
def test_what_is_no_whole_picture_is_served_with_200(name):
    with simulator("hiapi") as sim:
        sim.script({"fault": name})
        answer = picture(sim)
    assert answer.status_code == 200
    with pytest.raises(OSError, match="cannot identify|truncated"):
        Image.open(io.BytesIO(answer.content)).load()


def test_a_picture_may_unpack_to_200_megabytes():
    with simulator("hiapi") as sim:
        sim.script({"fault": "picture_gzip_bomb"})
        with httpx.stream("GET", finished(sim)["output"][0]["url"], trust_env=False, verify=NO_TLS) as answer:
            packed = b"".join(answer.iter_raw())
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(packed) < 1_000_000
    assert len(zlib.decompressobj(31).decompress(packed, 30_000_000)) == 30_000_000


def test_a_picture_may_lie_about_its_length():
    with simulator("hiapi") as sim:
        sim.script({"fault": "picture_lying_length"})
        with pytest.raises(httpx.RemoteProtocolError):
            picture(sim)


def test_a_picture_may_truly_be_200_megabytes():
    with simulator("hiapi") as sim:
        sim.script({"fault": "picture_huge"})
        with httpx.stream("GET", finished(sim)["output"][0]["url"], trust_env=False, verify=NO_TLS) as answer:
            chunks = answer.iter_raw(1_000_000)
            assert sum(len(next(chunks)) for _ in range(30)) == 30_000_000


def test_one_download_may_fail_and_the_next_succeed():
    with simulator("hiapi") as sim:
        sim.script({"fault": "picture_truncated", "on": "asset", "nth": 1}, {"fault": "503", "on": "asset", "nth": 1})
        url = finished(sim)["output"][0]["url"]
        halved, refused, whole = (download(url) for _ in range(3))
    assert (refused.status_code, whole.status_code) == (503, 200)
    assert whole.content.startswith(halved.content)


def test_every_picture_fault_answers_something():
    with simulator("hiapi", rpm=0) as sim:
        for name in PICTURES:
            sim.script({"fault": name, "pace": 0})
            with httpx.stream("GET", finished(sim)["output"][0]["url"], trust_env=False, verify=NO_TLS) as answer:
                assert answer.status_code == 200


def test_a_picture_may_be_said_to_lie_at_a_private_host():
    with simulator("hiapi") as sim:
        sim.script({"fault": "address_private", "host": "169.254.169.254"})
        assert finished(sim)["output"][0]["url"].startswith("http://169.254.169.254/")


@pytest.mark.parametrize(("name", "leaks"), [("address_redirects", 1), ("address_trap", 1), ("address_loops", 0)])
def test_a_client_that_follows_where_it_may_not_is_caught(name, leaks):
    with simulator("hiapi", allows_leaks=True) as sim:
        sim.script({"fault": name})
        url = finished(sim)["output"][0]["url"]
        answer = download(url)
        if answer.is_redirect and leaks:
            download(answer.headers["Location"])
        assert len(sim.traps()) == leaks
        assert name != "address_loops" or answer.headers["Location"] in url


def test_an_address_may_be_dead_when_it_is_first_given():
    with simulator("hiapi") as sim:
        sim.script({"fault": "address_expired"})
        done = finished(sim)
        again = read_task(sim, done["taskId"])
        statuses = [download(each["output"][0]["url"]).status_code for each in (done, again)]
    assert statuses == [404, 200]


def test_a_key_at_the_asset_host_is_caught_and_not_shown():
    with simulator("hiapi", allows_leaks=True) as sim, client(sim) as account:
        account.get(finished(sim)["output"][0]["url"])
        traps = sim.traps()
    assert "authorization" in traps[0]["why"]
    assert "sk-demo" not in repr(traps)


def test_a_leak_fails_the_test_that_leaks():
    with (
        pytest.raises(AssertionError, match="a key came to the asset host"),
        simulator("hiapi") as sim,
        client(sim) as account,
    ):
        account.get(finished(sim)["output"][0]["url"])
