"""Tasks as hiapi has them: a raw prompt, priced and budgeted as any order, and for its program alone."""

import pytest

from renders.composing import usable_references
from renders.models import LedgerEntry, Render, Review, ShotSet
from renders.models.reviews import NotJudgeable
from tests.factories import make_account, make_budget, make_image_model, make_person, make_placement
from tests.fakes import work
from tests.renders.api.conftest import program_of

pytestmark = pytest.mark.django_db
# Workers begin once an order is committed.
drawing = pytest.mark.django_db(transaction=True)
TASK = {"model": "quick/text-to-image", "input": {"prompt": "One mug, {{soft}} light", "aspect_ratio": "1:1"}}
FIELDS = {"type": "object", "additionalProperties": False}


@pytest.fixture
def model(db, fake):
    """A model of the fake provider at half a cent that knows no resolution."""
    make_account(provider="fake", name="main", cap_in_flight=4)
    names = {"slug": "quick", "name": "Quick", "provider": "fake", "endpoint": "quick/text-to-image"}
    schema = {**FIELDS, "properties": {"prompt": {"type": "string"}, "aspect_ratio": {"type": "string"}}}
    model = make_image_model(**names, price_micros=5_000, input_schema=schema)
    make_placement(aspect="1:1", image_models=[model])
    return model


def created(program, body=TASK, key=None):
    return program.send("tasks", body, key).json()["data"]["taskId"]


def status_of(program, task):
    return program.read(f"tasks/{task}").json()["data"]


def test_a_task_is_a_set_with_one_candidate_of_the_prompt_as_it_is(petra, petras_program, model):
    created(petras_program)
    shot_set = ShotSet.objects.get()
    assert (shot_set.launched_by, shot_set.renders.count()) == (petra, 1)
    assert shot_set.shots.get().contract.prompt == TASK["input"]["prompt"]
    assert LedgerEntry.objects.get().reserved_micros == 10_000


def test_a_task_beyond_the_budget_buys_nothing(petras_program, model):
    make_budget(cap_micros=9_999)
    answer = petras_program.send("tasks", TASK)
    assert (answer.status_code, answer.json()["error"]["code"]) == (402, "insufficient_balance")
    assert not ShotSet.objects.exists()


def test_many_tasks_share_one_template_and_one_sku(petras_program, model):
    for prompt in ("One", "Two"):
        created(petras_program, {**TASK, "input": {"prompt": prompt}})
    shots = [shot_set.shots.get() for shot_set in ShotSet.objects.all()]
    assert {(shot.version_id, shot.colorway.sku, shot.placement_id) for shot in shots} == {
        (shots[0].version_id, "api-tasks", shots[0].placement_id)
    }


def test_the_same_task_under_the_same_key_buys_once(petras_program, model):
    assert created(petras_program, key="one") == created(petras_program, key="one")
    assert ShotSet.objects.count() == 1


def test_another_task_under_the_same_key_is_refused_as_hiapi_does(petras_program, model):
    created(petras_program, key="one")
    assert petras_program.send("tasks", {**TASK, "input": {"prompt": "Two"}}, "one").status_code == 422


@drawing
def test_a_task_goes_from_queued_to_its_picture(petras_program, model, fake):
    task = created(petras_program)
    assert (status_of(petras_program, task)["status"], "output" in status_of(petras_program, task)) == ("queued", False)
    work()
    done = status_of(petras_program, task)
    assert (done["status"], done["model"], len(done["output"])) == ("success", "quick/text-to-image", 1)
    assert done["completed"] >= done["created"]


@drawing
def test_the_picture_is_fetched_without_a_token_for_a_while(petras_program, model, fake, client, monkeypatch):
    task = created(petras_program)
    work()
    address = status_of(petras_program, task)["output"][0]["url"]
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"], answer.content[:4]) == (200, "image/png", b"\x89PNG")
    assert client.get(f"{address}x").status_code == 404
    monkeypatch.setattr("renders.api.tasks.OUTPUT_SECONDS", -1)
    assert client.get(address).status_code == 404


@drawing
def test_the_address_of_one_picture_opens_no_other(petras_program, model, fake, client):
    tasks = [created(petras_program) for _ in range(2)]
    work()
    address = status_of(petras_program, tasks[0])["output"][0]["url"]
    assert client.get(address.replace(tasks[0], tasks[1])).status_code == 404


def test_a_failed_task_says_why(petras_program, model):
    task = created(petras_program)
    Render.fast.filter(shot_set=ShotSet.objects.get().pk).try_move("queued", "cancelled")
    done = status_of(petras_program, task)
    assert (done["status"], done["error"]["code"]) == ("fail", "TASK_FAILED")


def test_a_task_is_its_persons_alone(petras_program, model):
    task = created(petras_program)
    assert program_of(make_person()).read(f"tasks/{task}").status_code == 404


def test_a_set_that_is_no_task_is_none(petras_program, shop):
    code = petras_program.send("sets", shop.order(), "one").json()["code"]
    assert petras_program.read(f"tasks/tk-packshot-{code}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"resolution": "1K"}, "additional properties not allowed: resolution"),
        ({"seed": 7}, "additional properties not allowed: seed"),
        ({"callback": {"url": "https://a.example/"}}, "additional properties not allowed: callback"),
        ({"aspect_ratio": "5:7"}, "invalid input: Quick does not draw 5:7. It draws 1:1, 4:3, 3:2, 4:5, 16:9."),
        ({"aspect_ratio": "auto"}, "invalid input: aspect_ratio is a ratio like 4:5, not auto."),
    ],
)
def test_a_wrong_input_is_a_400_with_hiapis_words_and_ours(changes, message, petras_program, model):
    answer = petras_program.send("tasks", {**TASK, "input": {**TASK["input"], **changes}})
    body = answer.json()
    assert (answer.status_code, body["code"], body["message"], body["error"]["message"]) == (400, 400, message, message)
    assert body["cost"] == "Nothing was charged."
    assert not ShotSet.objects.exists()


def test_a_ratio_that_no_placement_draws_with_the_model_is_refused(petras_program, model):
    answer = petras_program.send("tasks", {**TASK, "input": {"prompt": "One", "aspect_ratio": "4:5"}})
    assert answer.status_code == 400
    assert not ShotSet.objects.exists()


@pytest.mark.parametrize("name", ["none", "a\x00b"])
def test_a_model_that_is_none_is_refused(name, petras_program, model):
    assert petras_program.send("tasks", {**TASK, "model": name}).status_code == 400


@drawing
def test_the_picture_of_a_task_is_never_reviewed_nor_followed(petra, petras_program, model, fake):
    created(petras_program)
    work()
    render = Render.objects.select_related("shot__shot_set").get()
    with pytest.raises(NotJudgeable):
        Review.submit(render.shot, pick=render, by=petra)
    render.set_mark("star")
    assert not usable_references().exists()


@drawing
def test_its_picture_says_that_a_model_made_it(petras_program, model, fake, client):
    task = created(petras_program)
    work()
    assert b"trainedAlgorithmicMedia" in client.get(status_of(petras_program, task)["output"][0]["url"]).content
