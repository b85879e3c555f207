"""The simulated Pixelmuse speaks the guide's dialect and the current one."""

import base64

import httpx
import pytest

from tests.simulators import Simulator, simulator
from tests.simulators.conftest import client, download

MUG = {"prompt": "a mug", "model": "flux-schnell", "aspect_ratio": "4:5", "visibility": "private"}
INLINE = {**MUG, "model": "nano-banana-2"}
GUIDE = {"prompt": "a mug", "model": "imagen-3", "aspect": "16:9", "style": "realistic"}
TASK_SECONDS = 120


def create(sim: Simulator, body: dict[str, str] = MUG, path: str = "/api/v1/images", **headers: str) -> httpx.Response:
    with client(sim, **headers) as account:
        return account.post(path, json=body)


def test_a_picture_is_bought_with_202_runs_and_is_downloaded():
    with simulator("pixelmuse") as sim, client(sim) as account:
        answer = create(sim)
        sim.advance(TASK_SECONDS)
        done = account.get(f"/api/v1/images/{answer.json()['id']}").json()
        picture = download(done["output"][0])
        bill = sim.ledger()
    assert (answer.status_code, answer.json()["status"], answer.json()["output"]) == (202, "processing", None)
    assert (done["status"], done["completed_at"], done["visibility"]) == ("succeeded", None, "private")
    assert picture.status_code == 200
    assert (bill["billed_micros"], bill["accepted"][0]["details"]["credits"]) == (50_000, 1)


def test_a_model_that_answers_inline_is_held_until_it_is_done():
    with simulator("pixelmuse", scale=0.001) as sim:
        done = create(sim, INLINE, Prefer="wait=5")
    kind, _, data = done.json()["output"][0].partition(",")
    assert (done.status_code, done.json()["status"], kind) == (200, "succeeded", "data:image/png;base64")
    assert base64.b64decode(data).startswith(b"\x89PNG")


def test_a_wait_that_is_too_short_ends_with_202():
    with simulator("pixelmuse") as sim:
        answer = create(sim, INLINE, Prefer="wait=1")
    assert (answer.status_code, answer.json()["status"]) == (202, "processing")


@pytest.mark.parametrize(("model", "wait"), [("nano-banana-2", {}), ("recraft-v4", {"Prefer": "wait=30"})])
def test_without_preference_or_for_other_models_the_answer_comes_at_once(model, wait):
    with simulator("pixelmuse") as sim:
        assert create(sim, {**MUG, "model": model}, **wait).status_code == 202


@pytest.mark.parametrize(("data_uris", "begins"), [("never", "http://"), ("inline", "data:"), ("always", "data:")])
def test_the_output_is_an_address_or_the_picture_itself(data_uris, begins):
    with simulator("pixelmuse", data_uris=data_uris) as sim, client(sim) as account:
        picture_id = create(sim, INLINE).json()["id"]
        sim.advance(TASK_SECONDS)
        assert account.get(f"/api/v1/images/{picture_id}").json()["output"][0].startswith(begins)


@pytest.mark.parametrize("poll_path", ["generate", "images"])
def test_the_guide_dialect_takes_aspect_and_answers_id_and_status(poll_path):
    with simulator("pixelmuse", "guide", poll_path=poll_path) as sim, client(sim) as account:
        answer = create(sim, GUIDE, "/api/v1/generate").json()
        sim.advance(TASK_SECONDS)
        done = account.get(f"/api/v1/{poll_path}/{answer['id']}").json()
    assert (set(answer), answer["status"], done["status"]) == ({"id", "status"}, "pending", "succeeded")


@pytest.mark.parametrize(
    ("dialect", "path", "body"),
    [
        ("official", "/api/v1/images", {**MUG, "aspect": "1:1"}),
        ("guide", "/api/v1/generate", {**GUIDE, "visibility": "private"}),
        ("official", "/api/v1/images", {**MUG, "aspect_ratio": "7:5"}),
        ("official", "/api/v1/images", {**MUG, "model": "dall-e"}),
        ("official", "/api/v1/images", {**MUG, "model": ["flux-schnell"]}),
        ("official", "/api/v1/images", {**MUG, "prompt": " "}),
    ],
)
def test_a_field_or_value_of_the_other_dialect_is_refused(dialect, path, body):
    with simulator("pixelmuse", dialect) as sim:
        assert create(sim, body, path).status_code == 400
        assert sim.ledger()["accepted"] == []


def test_each_dialect_knows_only_its_own_path():
    with simulator("pixelmuse") as official, simulator("pixelmuse", "guide") as guide:
        assert create(official, GUIDE, "/api/v1/generate").status_code == 404
        assert create(guide, MUG).status_code == 404


def test_the_bare_host_redirects_and_the_key_is_lost_on_the_way():
    with simulator("pixelmuse") as sim:
        with client(sim) as account:
            bare = account.post(f"{sim.addresses['bare_url']}/api/v1/images", json=MUG)
            followed = account.get(f"{sim.addresses['bare_url']}/api/v1/images", follow_redirects=True)
        assert sim.ledger()["accepted"] == []
    assert bare.status_code == 302
    assert bare.headers["Location"].startswith(sim.base_url)
    assert followed.status_code == 401


def test_a_key_carried_across_the_redirect_is_caught():
    with simulator("pixelmuse", allows_leaks=True) as sim, client(sim) as account:
        bare = account.post(f"{sim.addresses['bare_url']}/api/v1/images", json=MUG)
        account.get(bare.headers["Location"])
        assert "redirect" in sim.traps()[0]["why"]


@pytest.mark.parametrize(
    ("errors", "body"),
    [
        ("nested", {"error": {"message": "insufficient balance", "code": "INSUFFICIENT_CREDITS"}}),
        ("text", {"error": "insufficient balance"}),
        ("flat", {"message": "insufficient balance", "code": "INSUFFICIENT_CREDITS"}),
    ],
)
def test_errors_have_the_shape_that_is_set(errors, body):
    with simulator("pixelmuse", errors=errors, balance_micros=0) as sim:
        answer = create(sim)
    assert (answer.status_code, answer.json()) == (402, body)


def test_the_same_key_buys_once_and_another_body_is_a_mismatch():
    with simulator("pixelmuse") as sim:
        first, second = (create(sim, **{"Idempotency-Key": "k1"}) for _ in range(2))
        other = create(sim, INLINE, **{"Idempotency-Key": "k1"})
        bill = sim.ledger()
    assert first.json()["id"] == second.json()["id"]
    assert (other.status_code, len(bill["accepted"]), bill["replayed"]) == (422, 1, {"k1": 1})


@pytest.mark.parametrize(("credits", "cost"), [("code", 7), ("text", 3)])
def test_models_name_their_credits_without_a_key(credits, cost):
    with simulator("pixelmuse", credits=credits) as sim:
        rows = download(f"{sim.base_url}/api/v1/models").json()["data"]
        one = download(f"{sim.base_url}/api/v1/models/recraft-v4-pro").json()
    assert len(rows) == 6
    assert one["credit_cost"] == cost


def test_the_account_shows_credits_left_and_its_rate():
    with simulator("pixelmuse", balance_micros=500_000, rpm=90) as sim, client(sim) as account:
        create(sim)
        shown = account.get("/api/v1/account").json()
    assert (shown["credits"]["total"], shown["rate_limit"]["requests_per_minute"]) == (9, 90)


def test_pictures_are_listed_newest_first_by_cursor_until_deleted():
    with simulator("pixelmuse") as sim, client(sim) as account:
        ids = [create(sim).json()["id"] for _ in range(3)]
        first = account.get("/api/v1/images", params={"limit": 2}).json()
        second = account.get("/api/v1/images", params={"limit": 2, "cursor": first["next_cursor"]}).json()
        assert account.delete(f"/api/v1/images/{ids[0]}").status_code == 204
        assert account.get(f"/api/v1/images/{ids[0]}").status_code == 404
        assert len(sim.ledger()["accepted"]) == 3
    assert [row["id"] for row in first["data"] + second["data"]] == ids[::-1]
    assert (first["has_more"], second["has_more"]) == (True, False)


def test_an_omitted_visibility_is_public():
    with simulator("pixelmuse") as sim:
        shown = create(sim, {"prompt": "a mug", "model": "flux-schnell"}).json()
    assert shown["visibility"] == "public"


def test_too_many_requests_meet_429_with_a_time_to_wait():
    with simulator("pixelmuse", rpm=1) as sim:
        create(sim)
        answer = create(sim)
    assert (answer.status_code, answer.headers["X-RateLimit-Remaining"]) == (429, "0")
    assert int(answer.headers["Retry-After"]) >= 1


def test_a_failed_picture_costs_no_credits():
    with simulator("pixelmuse") as sim, client(sim) as account:
        sim.script({"fault": "task_fails", "message": "moderated"})
        picture_id = create(sim).json()["id"]
        sim.advance(TASK_SECONDS)
        shown = account.get(f"/api/v1/images/{picture_id}").json()
        assert sim.ledger()["billed_micros"] == 0
    assert (shown["status"], shown["error"], shown["credits_charged"]) == ("failed", "moderated", 0)
