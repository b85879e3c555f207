"""A vendor that refuses, throttles, cannot be reached or mixes orders up; and messages that come twice."""

from tests.faults.paid import SLUGS, Town

PAUSED = "SELECT paused_reason FROM renders_account WHERE provider = 'hiapi'"
PROBE_NOW = "Account.objects.update(not_before=timezone.now(), due_at=timezone.now())"


def test_f01_an_error_inside_http_200_is_an_error_and_is_not_retried(polling: Town):
    polling.begin({"fault": "400", "on": "create"})
    polling.sim.set(errors_in_200=True)
    launched = polling.house.order(3, "f01")
    polling.finish(launched)
    assert polling.house.states_of(launched) == {"failed": 3}
    assert polling.sim.stats()["requests"]["create"] == 3
    polling.check(launched)


def test_f03_a_refused_key_pauses_the_account_and_the_probe_ends_it(polling: Town):
    polling.begin(keys="another-key")
    launched, worker = polling.house.order(6, "f03"), polling.house.worker()
    polling.house.wait(lambda: bool(polling.house.ask(PAUSED)[0][0]), 30)
    polling.house.wait(lambda: polling.house.states_of(launched) == {"queued": 6}, 30)
    refused = polling.sim.stats()["requests"]["create"]
    assert "HIAPI_API_KEY" in str(polling.house.ask(PAUSED)[0][0])
    polling.sim.set(keys="")
    polling.house.do(PROBE_NOW)
    polling.house.wait(lambda: polling.house.is_closed(launched), 30)
    worker.stop()
    assert polling.house.ask(PAUSED) == [("",)]
    assert polling.house.states_of(launched) == {"ready": 6}
    assert refused <= 9
    polling.check(launched)


def test_f04_told_to_wait_the_account_waits_and_nothing_is_in_doubt(polling: Town):
    polling.begin(
        {"fault": "429", "on": "create", "nth": [2, 4], "retry_after": 1},
        {"fault": "429", "on": "read", "nth": 3, "retry_after": 1},
        {"fault": "429", "on": "create", "nth": 7},
    )
    polling.house.do("Account.objects.update(cap_in_flight=1)")  # of several that leave together all meet the 429
    launched = polling.house.order(6, "f04")
    polling.finish(launched)
    assert polling.house.states_of(launched) == {"ready": 6}
    assert sum(polling.sim.stats()["too_soon"].values()) == 0
    doubts = f"SELECT count(*) FROM renders_event WHERE after = 'in_doubt' AND shot_set_id = {launched.pk}"
    assert polling.house.ask(doubts) == [(0,)]
    polling.check(launched)


def test_f05_what_cannot_be_reached_gets_nothing_and_costs_nothing(polling: Town):
    polling.begin()
    launched, worker = polling.house.order(2, "f05", SLUGS["pixelmuse"]), polling.house.worker()
    unsent = "SELECT count(*) FROM renders_attempt WHERE outcome = 'unsent' AND sent_at IS NOT NULL"
    polling.house.wait(lambda: int(str(polling.house.ask(unsent)[0][0])) >= 2, 30)
    polling.house.do(f"composing.stop(ShotSet.objects.get(pk={launched.pk}), by=User.objects.get(username='maya'))")
    polling.house.wait(lambda: polling.house.is_closed(launched), 30)
    worker.stop()
    assert polling.house.states_of(launched) == {"cancelled": 2}
    assert polling.house.spent(launched) == 0
    polling.house.do("call_command('verify')")


def test_f07_one_task_for_two_orders_is_held_for_a_person(polling: Town):
    polling.begin({"fault": "task_same_id", "nth": 3})
    launched, worker = polling.house.order(4, "f07"), polling.house.worker()
    polling.house.wait(lambda: polling.house.states_of(launched) == {"ready": 3, "in_doubt": 1}, 30)
    polling.house.do(
        "from renders import settling\n"
        f"doubt = Attempt.objects.in_doubt().get(shot__shot_set={launched.pk})\n"
        "settling.declare(doubt, was_accepted=True, by=User.objects.get(username='maya'), reason='Billed, says hiapi')"
    )
    worker.stop()
    polling.check(launched)


def test_f12_fifty_copies_of_every_message_have_one_effect(polling: Town):
    polling.begin()
    launched, worker = polling.house.order(6, "f12"), polling.house.worker()
    ring = (
        "from renders import tasks\n"
        f"mine = Render.objects.filter(shot_set={launched.pk})\n"
        "for step in ('collect', 'inspect'): tasks.ring([Ring(step, tuple(mine.values_list('pk', flat=True)))] * 50)\n"
        "attempts = tuple(mine.exclude(attempt=None).values_list('attempt', flat=True))\n"
        "for step in ('submit', 'resolve'): tasks.ring([Ring(step, attempts)] * 50)\n"
        "tasks.ring([Ring('drive', (Account.objects.get(provider='hiapi').pk,))] * 50)"
    )
    polling.house.wait(lambda: polling.house.states_of(launched)["submitted"] >= 2, 30)
    polling.house.do(ring)
    polling.house.wait(lambda: polling.house.is_closed(launched), 60)
    worker.stop()
    assert polling.house.states_of(launched) == {"ready": 6}
    polling.check(launched)


def test_f13_two_workers_share_the_work_and_buy_it_once(polling: Town):
    polling.begin({"fault": "reset_after", "on": "create", "every": 5})
    launched = polling.house.order(16, "f13")
    workers = [polling.house.worker() for _ in range(2)]
    polling.house.wait(lambda: polling.house.is_closed(launched), 60)
    for worker in workers:
        worker.stop()
    assert polling.house.states_of(launched) == {"ready": 16}
    polling.check(launched)
