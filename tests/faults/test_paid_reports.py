"""Callbacks on real processes: a hint at most, unless the vendor signed them; and never needed."""

from tests.faults.paid import Launched, Town


def inbox(town: Town, launched: Launched) -> int:
    """How many callbacks about a set were kept."""
    query = "SELECT count(*) FROM renders_callback c JOIN renders_attempt a ON a.id = c.attempt_id "
    query += f"JOIN renders_shot s ON s.id = a.shot_id WHERE s.shot_set_id = {launched.pk}"
    return int(str(town.house.ask(query)[0][0]))


def all_ready(town: Town, launched: Launched, count: int) -> None:
    """Everything came home once and was paid once."""
    assert town.house.states_of(launched) == {"ready": count}
    town.check(launched)


def test_signed_reports_settle_without_asking(told: Town):
    told.begin()
    launched = told.house.order(12, "signed")
    told.finish(launched)
    assert told.sim.stats()["requests"].get("list", 0) + told.sim.stats()["requests"].get("look", 0) == 0
    all_ready(told, launched, 12)


def test_f16_five_copies_and_a_late_word_that_it_still_runs_have_one_effect(told: Town):
    told.begin({"fault": "callback_duplicate"}, {"fault": "callback_reordered"})
    launched = told.house.order(4, "f16")
    told.finish(launched)
    told.house.wait(lambda: inbox(told, launched) == 24, 20)
    all_ready(told, launched, 4)


def test_f17_forged_stale_and_misdirected_reports_have_no_effect(told: Town):
    told.begin(
        {"fault": "callback_forged", "nth": [1, 2]},
        {"fault": "callback_stale", "nth": [3, 4]},
        {"fault": "callback_misdirected", "nth": [5, 6]},
        {"fault": "callback_garbage", "nth": 7},
        {"fault": "callback_big", "nth": 8},
    )
    launched = told.house.order(8, "f17")
    told.finish(launched)
    all_ready(told, launched, 8)


def test_f17_a_report_at_a_wrong_address_is_unknown_and_not_kept(told: Town):
    told.begin()
    launched = told.house.order(1, "f17-address")
    told.finish(launched)
    kept = inbox(told, launched)
    url = told.sim.ledger()["accepted"][0]["callback_url"].rstrip("/")
    assert told.house.post(f"{url[:-1]}{'0' if url[-1] != '0' else '1'}/", b"{}") == 404
    assert told.house.post(url.replace("/hiapi/", "/pixelmuse/") + "/", b"{}") == 404
    assert inbox(told, launched) == kept


def test_f18_a_report_that_outruns_its_own_answer_is_kept_and_matched(told: Town):
    told.begin({"fault": "callback_early", "seconds": 0.5})
    launched = told.house.order(4, "f18")
    told.finish(launched)
    all_ready(told, launched, 4)


def test_f18_a_report_resolves_an_order_whose_answer_was_lost(told: Town):
    told.begin({"fault": "reset_after", "on": "create"})
    launched = told.house.order(2, "f18-lost")
    told.finish(launched)
    all_ready(told, launched, 2)


def test_f19_what_the_vendor_answers_wins_over_what_it_reported(told: Town):
    told.begin({"fault": "callback_contradicting"})
    launched = told.house.order(4, "f19")
    told.finish(launched)
    all_ready(told, launched, 4)


def test_without_any_report_looking_alone_brings_everything_home(told: Town):
    told.begin({"fault": "callback_missing"})
    launched = told.house.order(12, "unreported")
    told.finish(launched)
    all_ready(told, launched, 12)


def test_unsigned_reports_make_us_look_and_no_more(told: Town):
    told.begin()
    told.sim.set(callback_key="")
    launched = told.house.order(4, "unsigned")
    told.finish(launched)
    assert told.sim.stats()["requests"].get("list", 0) + told.sim.stats()["requests"].get("look", 0) >= 1
    all_ready(told, launched, 4)
