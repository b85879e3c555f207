"""Everything a vendor can do wrong, on real processes: each row of the fault matrix is one picture of one order."""

from typing import Any

import pytest

from tests.faults.scenario import Scenario
from tests.faults.vendor_installation import Launched

ONCE = {"on": "create", "times": 1}
FAULTS: dict[str, dict[str, Any]] = {
    # What takes longest is ordered first: three last until their deadline, six are fetched again for 7 s.
    "f06-vanished": {"fault": "task_vanishes"},
    "f06-word-for-ever": {"fault": "task_unknown_status", "for_ever": True},
    "f06-stuck": {"fault": "task_stuck"},
    "f09-truncated": {"fault": "picture_truncated"},
    "f09-html": {"fault": "picture_html", "on": "asset", "times": 4},
    "f09-damaged": {"fault": "picture_damaged"},
    "f09-animated": {"fault": "picture_animated"},
    "f09-pixels": {"fault": "picture_bomb"},
    "f08-bomb": {"fault": "picture_gzip_bomb"},
    "f08-other-host": {"fault": "address_trap"},
    "f02-schema": {"fault": "400", "on": "create"},
    "f05-reset-after": {"fault": "reset_after", **ONCE},
    "f05-reset-before": {"fault": "reset_before", **ONCE},
    "f05-closed-after": {"fault": "close_after", **ONCE},
    "f05-503-after": {"fault": "503_after", **ONCE},
    "f05-504-before": {"fault": "504_before", **ONCE},
    "f06-html": {"fault": "html_after", **ONCE},
    "f06-broken": {"fault": "broken_json_after", **ONCE},
    "f06-huge": {"fault": "huge_json_after", **ONCE},
    "f06-empty": {"fault": "empty_after", **ONCE},
    "f06-word": {"fault": "task_unknown_status"},
    "f06-no-picture": {"fault": "task_no_output", "form": "null"},
    "f06-extra": {"fault": "task_extra_outputs", "count": 2},
    "f06-thumbnail": {"fault": "task_thumbnail_first"},
    "f06-failed": {"fault": "task_fails", "code": "content_policy", "message": "The prompt was refused."},
    "f07-flips": {"fault": "task_flips", "after": 9},
    "f08-private": {"fault": "address_private"},
    "f08-redirects": {"fault": "address_redirects"},
    "f08-loops": {"fault": "address_loops"},
    "f08-expired": {"fault": "address_expired"},
    "f08-gone": {"fault": "404", "on": "asset", "times": 3},
    "f08-forbidden": {"fault": "403", "on": "asset", "times": 3},
    "f08-drip": {"fault": "picture_drip", "pace": 0.01},
    "f08-huge": {"fault": "picture_huge"},
    "f08-lying": {"fault": "picture_lying_length", "on": "asset", "times": 1},
    "f09-wrong-size": {"fault": "picture_wrong_size"},
    "f09-one-pixel": {"fault": "picture_one_pixel"},
    "f09-truncated-once": {"fault": "picture_truncated", "on": "asset", "times": 1},
    "f09-cmyk": {"fault": "picture_cmyk"},
    "f09-sixteen-bit": {"fault": "picture_sixteen_bit"},
}
# Why those failed whose picture cannot be had; all others become ready.
FAILURE_REASONS: dict[str, str] = {
    "f02-schema": "refused",
    "f06-word-for-ever": "timeout",
    "f06-stuck": "timeout",
    "f06-vanished": "timeout",
    "f06-no-picture": "no_output",
    "f06-failed": "content_policy",
    "f08-private": "unobtainable",
    "f08-other-host": "unobtainable",
    "f08-redirects": "unobtainable",
    "f08-loops": "unobtainable",
    "f08-huge": "unobtainable",
    "f08-bomb": "unobtainable",
    "f09-truncated": "undecodable",
    "f09-animated": "undecodable",
    "f09-pixels": "undecodable",
}
FAILED_OF = "SELECT reason, was_charged FROM renders_render WHERE shot_set_id = {} AND state = 'failed'"
FETCH_AGAIN = """
from renders.pipeline import collect
for lost in Render.objects.filter(shot_set={}, reason="lost"): collect.fetch_again(lost, by=lost.shot_set.launched_by)
"""
UNBILLED = {"f02-schema", "f06-failed"}


@pytest.fixture(scope="module")
def outcomes(polling: Scenario) -> tuple[Launched, dict[str, tuple[Any, ...]]]:
    """One picture for each fault and a sound one after each: state, reason, whether charged, explanation by name."""
    names = [name for fault in FAULTS for name in (fault, f"sound-after-{fault}")]
    read_faults = [
        {"fault": name, "on": "read", "every": 7 + n} for n, name in enumerate(("html", "503", "broken_json"))
    ]
    polling.begin(*({**rule, "match": f"of {name} on"} for name, rule in FAULTS.items()), *read_faults)
    launched = polling.installation.order_named(names)
    polling.finish(launched, 240)
    rows = polling.installation.query(
        "SELECT c.sku, r.state, r.reason, r.was_charged, r.explanation FROM renders_render r "
        "JOIN renders_shot s ON s.id = r.shot_id JOIN catalog_colorway c ON c.id = s.colorway_id "
        f"WHERE r.shot_set_id = {launched.pk} ORDER BY r.id"
    )
    return launched, {str(row[0]): row[1:] for row in rows}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_has_the_outcome_of_the_matrix(outcomes, name):
    state, reason, was_charged, explanation = outcomes[1][name]
    assert (state, reason) == (("failed", FAILURE_REASONS[name]) if name in FAILURE_REASONS else ("ready", "")), (
        explanation
    )
    assert bool(was_charged) == (name not in UNBILLED)


def test_pictures_without_a_fault_are_ready_beside_those_with_one(outcomes):
    assert {outcome[0] for name, outcome in outcomes[1].items() if name.startswith("sound")} == {"ready"}


def test_the_ledger_equals_the_bill_after_all_faults(polling, outcomes):
    polling.check(outcomes[0])
    assert sum(polling.sim.stats()["too_soon"].values()) == 0


def test_k10_a_picture_is_lost_when_its_address_ended_and_is_fetched_again_for_nothing(polling):
    polling.begin({"fault": "404", "on": "asset"}, asset_ttl=4, renews=False)
    launched = polling.installation.order(2, "k10-lost")
    polling.finish(launched)
    assert polling.installation.query(FAILED_OF.format(launched.pk)) == [("lost", 1), ("lost", 1)]
    bill = polling.sim.ledger()["billed_micros"]
    polling.sim.script()
    polling.sim.set(asset_ttl=3600, renews=True)
    polling.installation.run(FETCH_AGAIN.format(launched.pk))
    polling.finish(launched)
    assert polling.installation.states_of(launched) == {"ready": 2}
    assert polling.sim.ledger()["billed_micros"] == bill
    polling.check(launched)
