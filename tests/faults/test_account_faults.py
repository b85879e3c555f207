"""A vendor that refuses, throttles, cannot be reached or mixes orders up; and messages that come twice."""

from tests.faults.scenario import PROBE_NOW, Scenario
from tests.faults.vendor_installation import SLUGS

PAUSED = "SELECT paused_reason FROM renders_account WHERE provider = 'hiapi'"


def test_f01_an_error_inside_http_200_is_an_error_and_is_not_retried(polling: Scenario):
    polling.begin({"fault": "400", "on": "create"})
    polling.sim.set(errors_in_200=True)
    launched = polling.installation.order(3, "f01")
    polling.finish(launched)
    assert polling.installation.states_of(launched) == {"failed": 3}
    assert polling.sim.stats()["requests"]["create"] == 3
    polling.check(launched)


def test_f03_a_refused_key_pauses_the_account_and_the_probe_ends_it(polling: Scenario):
    polling.begin(keys="another-key")
    launched, worker = polling.installation.order(6, "f03"), polling.installation.worker()
    polling.installation.wait(lambda: bool(polling.installation.query(PAUSED)[0][0]))
    polling.installation.wait(lambda: polling.installation.states_of(launched) == {"queued": 6})
    refused = polling.sim.stats()["requests"]["create"]
    assert "refused our key" in str(polling.installation.query(PAUSED)[0][0])
    polling.sim.set(keys="")
    polling.installation.run(PROBE_NOW)
    polling.installation.wait(lambda: polling.installation.is_closed(launched))
    worker.stop()
    assert polling.installation.query(PAUSED) == [("",)]
    assert polling.installation.states_of(launched) == {"ready": 6}
    assert refused <= 9
    polling.check(launched)


def test_f04_an_account_that_is_throttled_waits_and_nothing_is_in_doubt(polling: Scenario):
    polling.begin(
        {"fault": "429", "on": "create", "nth": [2, 4], "retry_after": 1},
        {"fault": "429", "on": "read", "nth": 3, "retry_after": 1},
        {"fault": "429", "on": "create", "nth": 7},
    )
    polling.installation.run(
        "Account.objects.update(cap_in_flight=1)"
    )  # of several that leave together all meet the 429
    launched = polling.installation.order(6, "f04")
    polling.finish(launched)
    assert polling.installation.states_of(launched) == {"ready": 6}
    assert sum(polling.sim.stats()["too_soon"].values()) == 0
    doubts = f"SELECT count(*) FROM renders_event WHERE after = 'in_doubt' AND shot_set_id = {launched.pk}"
    assert polling.installation.query(doubts) == [(0,)]
    polling.check(launched)


def test_f05_a_vendor_that_cannot_be_reached_gets_no_order_and_costs_nothing(polling: Scenario):
    polling.begin()
    launched, worker = polling.installation.order(2, "f05", SLUGS["pixelmuse"]), polling.installation.worker()
    unsent = "SELECT count(*) FROM renders_attempt WHERE outcome = 'unsent' AND sent_at IS NOT NULL"
    polling.installation.wait(lambda: int(str(polling.installation.query(unsent)[0][0])) >= 2)
    polling.installation.run(
        f"composing.stop(ShotSet.objects.get(pk={launched.pk}), by=User.objects.get(username='maya'))"
    )
    polling.installation.wait(lambda: polling.installation.is_closed(launched))
    worker.stop()
    assert polling.installation.states_of(launched) == {"cancelled": 2}
    assert polling.installation.spent(launched) == 0
    polling.installation.run("call_command('verify')")


def test_f07_one_task_for_two_orders_waits_for_a_person(polling: Scenario):
    polling.begin({"fault": "task_same_id", "nth": 3})
    launched, worker = polling.installation.order(4, "f07"), polling.installation.worker()
    polling.installation.wait(lambda: polling.installation.states_of(launched)["ready"] == 3)
    polling.skip_grace()
    polling.installation.wait(lambda: polling.installation.states_of(launched) == {"ready": 3, "in_doubt": 1})
    polling.installation.run(
        "from renders.pipeline import outcomes\n"
        f"doubt = Attempt.objects.in_doubt().get(shot__shot_set={launched.pk})\n"
        "maya = User.objects.get(username='maya')\n"
        "outcomes.resolve_doubt(doubt, was_accepted=True, by=maya, reason='Billed, says hiapi')"
    )
    worker.stop()
    polling.check(launched)


def test_f12_fifty_copies_of_every_message_have_one_effect(polling: Scenario):
    polling.begin()
    launched, worker = polling.installation.order(6, "f12"), polling.installation.worker()
    copies = (
        f"renders = Render.objects.filter(shot_set={launched.pk})\n"
        "keys = tuple(renders.values_list('pk', flat=True))\n"
        "for step in ('collect', 'inspect'): tasks.enqueue([Enqueue(step, keys)] * 50)\n"
        "attempts = tuple(renders.exclude(attempt=None).values_list('attempt', flat=True))\n"
        "for step in ('submit', 'resolve'): tasks.enqueue([Enqueue(step, attempts)] * 50)\n"
        "tasks.enqueue([Enqueue('drive', (Account.objects.get(provider='hiapi').pk,))] * 50)"
    )
    polling.installation.wait(lambda: polling.installation.states_of(launched)["submitted"] >= 2)
    polling.installation.run(copies)
    polling.installation.wait(lambda: polling.installation.is_closed(launched))
    worker.stop()
    assert polling.installation.states_of(launched) == {"ready": 6}
    polling.check(launched)


def test_f13_two_workers_share_the_work_and_buy_it_once(polling: Scenario):
    polling.begin({"fault": "reset_after", "on": "create", "every": 5})
    launched = polling.installation.order(16, "f13")
    workers = [polling.installation.worker() for _ in range(2)]
    polling.installation.wait(lambda: polling.installation.states_of(launched)["ready"] >= 12)
    polling.skip_grace()
    polling.installation.wait(lambda: polling.installation.is_closed(launched))
    for worker in workers:
        worker.stop()
    assert polling.installation.states_of(launched) == {"ready": 16}
    polling.check(launched)
