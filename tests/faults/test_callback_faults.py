"""Callbacks on real processes: a hint at most, unless the vendor signed them; and never needed."""

from tests.faults.conftest import QUICK, set_up
from tests.faults.scenario import Scenario
from tests.faults.vendor_installation import Launched


def stored_callbacks(scenario: Scenario, launched: Launched) -> int:
    """How many callbacks about a set were stored."""
    query = "SELECT count(*) FROM renders_callback c JOIN renders_attempt a ON a.id = c.attempt_id "
    query += f"JOIN renders_shot s ON s.id = a.shot_id WHERE s.shot_set_id = {launched.pk}"
    return int(str(scenario.installation.query(query)[0][0]))


def all_ready(scenario: Scenario, launched: Launched, count: int) -> None:
    """Every picture was collected once and paid once."""
    assert scenario.installation.states_of(launched) == {"ready": count}
    scenario.check(launched)


def test_signed_callbacks_finish_renders_without_a_poll(callbacks: Scenario):
    # A callback counts as lost, and is polled for, after twice the usual time. 1 s is soon gone on a loaded machine,
    # and a picture beyond the vendor's cap waits there for nearly as long as it takes.
    callbacks.begin(mean=4 / QUICK["scale"])
    callbacks.installation.run("ImageModel.objects.update(typical_seconds=60, deadline_seconds=120)")
    launched = callbacks.installation.order(8, "signed")
    callbacks.finish(launched)
    set_up(callbacks.installation)
    callbacks.sim.set(mean=QUICK["mean"])
    assert callbacks.sim.stats()["requests"].get("list", 0) + callbacks.sim.stats()["requests"].get("detail", 0) == 0
    all_ready(callbacks, launched, 8)


def test_f16_five_copies_and_a_late_callback_that_it_still_runs_have_one_effect(callbacks: Scenario):
    callbacks.begin({"fault": "callback_duplicate"}, {"fault": "callback_reordered"})
    launched = callbacks.installation.order(4, "f16")
    callbacks.finish(launched)
    callbacks.installation.wait(lambda: stored_callbacks(callbacks, launched) == 24)
    all_ready(callbacks, launched, 4)


def test_f17_forged_stale_and_misdirected_callbacks_have_no_effect(callbacks: Scenario):
    callbacks.begin(
        {"fault": "callback_forged", "nth": [1, 2]},
        {"fault": "callback_stale", "nth": [3, 4]},
        {"fault": "callback_misdirected", "nth": [5, 6]},
        {"fault": "callback_garbage", "nth": 7},
        {"fault": "callback_big", "nth": 8},
    )
    launched = callbacks.installation.order(8, "f17")
    callbacks.finish(launched)
    all_ready(callbacks, launched, 8)


def test_f17_a_callback_to_a_wrong_address_is_unknown_and_not_stored(callbacks: Scenario):
    callbacks.begin()
    launched = callbacks.installation.order(1, "f17-address")
    callbacks.finish(launched)
    before = stored_callbacks(callbacks, launched)
    url = callbacks.sim.ledger()["accepted"][0]["callback_url"].rstrip("/")
    assert callbacks.installation.post(f"{url[:-1]}{'0' if url[-1] != '0' else '1'}/", b"{}") == 404
    assert callbacks.installation.post(url.replace("/hiapi/", "/pixelmuse/") + "/", b"{}") == 404
    assert stored_callbacks(callbacks, launched) == before


def test_f18_a_callback_that_comes_before_the_create_answer_is_stored_and_matched(callbacks: Scenario):
    callbacks.begin({"fault": "callback_early", "seconds": 0.5})
    launched = callbacks.installation.order(4, "f18")
    callbacks.finish(launched)
    all_ready(callbacks, launched, 4)


def test_f18_a_callback_resolves_an_order_whose_answer_was_lost(callbacks: Scenario):
    callbacks.begin({"fault": "reset_after", "on": "create"})
    launched = callbacks.installation.order(2, "f18-lost")
    callbacks.finish(launched)
    all_ready(callbacks, launched, 2)


def test_f19_a_poll_result_wins_over_a_callback_that_contradicts_it(callbacks: Scenario):
    callbacks.begin({"fault": "callback_contradicting"})
    launched = callbacks.installation.order(4, "f19")
    callbacks.finish(launched)
    all_ready(callbacks, launched, 4)


def test_without_any_callback_polling_alone_collects_every_picture(callbacks: Scenario):
    callbacks.begin({"fault": "callback_missing"})
    launched = callbacks.installation.order(12, "without-callbacks")
    callbacks.finish(launched)
    all_ready(callbacks, launched, 12)


def test_unsigned_callbacks_cause_a_poll_and_nothing_else(callbacks: Scenario):
    callbacks.begin()
    callbacks.sim.set(callback_key="")
    launched = callbacks.installation.order(4, "unsigned")
    callbacks.finish(launched)
    assert callbacks.sim.stats()["requests"].get("list", 0) + callbacks.sim.stats()["requests"].get("detail", 0) >= 1
    all_ready(callbacks, launched, 4)
