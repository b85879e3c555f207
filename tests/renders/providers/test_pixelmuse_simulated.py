"""Pixelmuse over real HTTP, against its simulator, which fails a test whose key comes to a wrong host."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from renders.outbound import Outbound
from renders.providers import Busy, Denied, FetchFailed, OutputGone, OutputRefused, Refused, TaskStatus, Unclear
from renders.providers.pixelmuse.adapter import PixelmuseProvider
from tests.renders.providers.scripted import KEY, order
from tests.simulators.running import simulator

INLINE, QUEUED = "pixelmuse-nano-banana-2", "pixelmuse-flux-schnell"
SECRET = "pm_test_0123456789abcdef0123456789abcdef"


def adapter(simulated, dialect="official", base="base_url", key=SECRET):
    """An adapter that speaks to the simulator and fetches from its asset host only."""
    hosts = [urlsplit(simulated.addresses[name]).netloc for name in ("base_url", "bare_url", "asset_url")]
    headers = {"Authorization": f"Bearer {key}"}
    return PixelmuseProvider(
        Outbound(base_url=simulated.addresses[base], headers=headers, allow=hosts), dialect=dialect
    )


def ordered(provider, slug=QUEUED, key=KEY):
    return provider.send(provider.draft(order(slug)), key)


def fetched(provider, progress):
    return provider.fetch(progress.outputs[0], lambda: order(QUEUED))


def is_picture(data):
    return data.startswith(b"\x89PNG")


def test_an_inline_model_answers_at_once_and_its_picture_comes_out_of_the_image_object():
    with simulator("pixelmuse", mean=0.05) as simulated:
        provider = adapter(simulated)
        receipt = ordered(provider, INLINE)
        assert receipt.progress.outputs[0].address == receipt.task_id
        assert is_picture(fetched(provider, receipt.progress))


def test_a_queued_model_is_polled_and_fetched_without_the_key():
    with simulator("pixelmuse") as simulated:
        provider = adapter(simulated)
        receipt = ordered(provider)
        assert provider.poll([receipt.task_id]).progress[receipt.task_id].status is TaskStatus.RUNNING
        simulated.advance(120)
        progress = provider.poll([receipt.task_id]).progress[receipt.task_id]
        assert is_picture(fetched(provider, progress))


@pytest.mark.parametrize("poll_path", ["generate", "images"])
def test_the_guides_dialect_is_read_at_either_place(poll_path):
    with simulator("pixelmuse", "guide", poll_path=poll_path) as simulated:
        provider = adapter(simulated, "guide", "bare_url")
        receipt = ordered(provider)
        simulated.advance(120)
        assert is_picture(fetched(provider, provider.poll([receipt.task_id]).progress[receipt.task_id]))


def test_eight_tasks_are_seen_in_one_request():
    with simulator("pixelmuse") as simulated:
        provider = adapter(simulated)
        tasks = [ordered(provider, key=f"{number:032x}").task_id for number in range(8)]
        simulated.advance(600)
        polled = provider.poll(tasks)
        assert {one.status for one in polled.progress.values()} == {TaskStatus.FINISHED}
        assert (len(polled.progress), polled.requests) == (8, 1)


@pytest.mark.parametrize("fault", ["reset_after", "broken_json_after", "html_after", "empty_after", "500_after"])
def test_a_lost_answer_is_in_doubt_and_its_repeat_buys_nothing(fault):
    with simulator("pixelmuse") as simulated:
        simulated.script({"fault": fault, "on": "create", "nth": 1})
        provider = adapter(simulated)
        with pytest.raises(Unclear):
            ordered(provider)
        assert ordered(provider).task_id == simulated.tasks()[0]["id"]
        assert len(simulated.ledger()["accepted"]) == 1


@pytest.mark.parametrize("errors", ["nested", "text", "flat"])
@pytest.mark.parametrize(
    ("fault", "kind"), [("400", Refused), ("401", Denied), ("402", Denied), ("429", Busy), ("500", Unclear)]
)
def test_every_error_is_understood_in_every_form(errors, fault, kind):
    with simulator("pixelmuse", errors=errors) as simulated:
        simulated.script({"fault": fault, "on": "create"})
        with pytest.raises(kind):
            ordered(adapter(simulated))
        assert simulated.ledger()["accepted"] == []


def test_an_empty_balance_in_the_middle_stops_the_account():
    with simulator("pixelmuse", balance_micros=50_000) as simulated:
        provider = adapter(simulated)
        ordered(provider, key="1" * 32)
        with pytest.raises(Denied, match="no credit left"):
            ordered(provider, key="2" * 32)


def test_too_many_tasks_learn_when_to_come_back():
    with simulator("pixelmuse", max_in_flight=1) as simulated:
        provider = adapter(simulated)
        ordered(provider, key="1" * 32)
        with pytest.raises(Busy) as caught:
            ordered(provider, key="2" * 32)
        assert caught.value.seconds == 5


def test_the_bare_host_gets_no_second_request_and_the_error_names_the_other():
    with simulator("pixelmuse") as simulated:
        with pytest.raises(Denied, match="redirects to 127.0.0.1"):
            ordered(adapter(simulated, base="bare_url"))
        assert not {"create", "other"} & set(simulated.stats()["requests"])


@pytest.mark.parametrize("form", ["missing", "null", "empty", "no_url"])
def test_success_without_a_picture_is_no_picture(form):
    with simulator("pixelmuse") as simulated:
        simulated.script({"fault": "task_no_output", "form": form})
        provider = adapter(simulated)
        task_id = ordered(provider).task_id
        simulated.advance(120)
        progress = provider.poll([task_id]).progress[task_id]
        assert (progress.status, progress.outputs) == (TaskStatus.FINISHED, [])


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("address_private", OutputRefused),
        ("address_trap", OutputRefused),
        ("address_redirects", OutputRefused),
        ("address_expired", OutputGone),
        ("picture_lying_length", FetchFailed),
    ],
)
def test_an_address_that_leads_astray_is_not_followed(fault, kind):
    with simulator("pixelmuse", renews=False) as simulated:
        simulated.script({"fault": fault, "on": "task"})
        provider = adapter(simulated)
        task_id = ordered(provider).task_id
        simulated.advance(120)
        with pytest.raises(kind):
            fetched(provider, provider.poll([task_id]).progress[task_id])


def test_a_task_that_vanished_is_missing():
    with simulator("pixelmuse") as simulated:
        simulated.script({"fault": "task_vanishes"})
        provider = adapter(simulated)
        assert provider.poll([ordered(provider).task_id]).progress == {}


def test_an_order_without_an_answer_is_found_in_the_list_by_its_prompt():
    with simulator("pixelmuse") as simulated:
        provider = adapter(simulated)
        provider.send(provider.draft(order(QUEUED, prompt="Another mug")), "another")
        simulated.script({"fault": "reset_after", "on": "create", "nth": 1})
        with pytest.raises(Unclear):
            ordered(provider)
        lost = simulated.tasks()[-1]["id"]
        found = provider.find(provider.draft(order(QUEUED)), datetime.now(UTC), 5)
        assert (list(found.task_ids), found.is_complete) == ([lost], True)


def test_the_guides_dialect_has_no_list_to_look_in():
    with simulator("pixelmuse", "guide") as simulated:
        assert adapter(simulated).abilities.has_task_list
        assert not adapter(simulated, "guide", "bare_url").abilities.has_task_list
