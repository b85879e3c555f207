"""Machines whose clocks are an hour apart, or are set while they work: nobody takes over what another works on."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.backing import FORMS
from tests.faults.vendor_installation import VendorInstallation
from tests.simulators import Simulator, simulator

RENDERS, CAP = 16, 8
VENDOR = {"scale": 0.02, "mean": 30.0, "rpm": 0, "cap": CAP}  # a picture takes 0.6 s
# An order is answered after a while, in which its row is leased.
SLOW_ANSWERS = {"fault": "slow_after", "on": "create", "seconds": 1.5}
# Leases and deadlines that no busy machine misses, and the wrong clock does by far.
SET_UP = f"""
leave_text_unread()
schedule.LEASE_TIME = timedelta(minutes=10)
set_up_vendors(['flux-schnell'], 1, 600, cap_in_flight={CAP}, requests_per_minute=None)
"""
HOUR = 3_600
DOUBTED = "SELECT count(*) FROM renders_event WHERE action = 'render_moved' AND after = 'in_doubt'"


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with simulator("hiapi", apart=True, **VENDOR) as sim:
        sim.script(SLOW_ANSWERS)
        yield sim


@pytest.fixture
def installation(demo_on_postgres: Path, sim: Simulator, tmp_path: Path) -> Iterator[VendorInstallation]:
    with ExitStack() as stack:
        backing = stack.enter_context(FORMS["postgres"](tmp_path))
        opened = VendorInstallation(tmp_path, ("hiapi", sim), backing=backing)
        stack.callback(opened.close)
        opened.restore(demo_on_postgres)
        opened.run(SET_UP)
        yield opened


@pytest.fixture
def wrong_clock(installation: VendorInstallation, tmp_path: Path) -> Path:
    """The file that says by how many seconds the second worker's clock is ahead."""
    return tmp_path / "seconds-ahead"


@pytest.mark.parametrize(
    ("first", "later"),
    [
        pytest.param(-HOUR, -HOUR, id="behind"),
        pytest.param(0, HOUR, id="set ahead"),
        pytest.param(HOUR, HOUR, id="ahead", marks=pytest.mark.long),
        pytest.param(0, -HOUR, id="set back", marks=pytest.mark.long),
    ],
)
def test_a_wrong_clock_takes_nothing_over_and_buys_nothing_twice(
    installation: VendorInstallation, sim: Simulator, wrong_clock: Path, first: int, later: int
) -> None:
    wrong_clock.write_text(str(first))
    workers = [installation.worker()]
    installation.run(f"let_a_file_set_the_clock(Path({str(wrong_clock)!r}))")
    workers.append(installation.worker())
    launched = installation.order(RENDERS, "clocks")
    installation.wait(lambda: len(sim.ledger()["accepted"]) >= CAP // 2)
    wrong_clock.write_text(str(later))
    installation.wait(lambda: installation.states_of(launched) == {"ready": RENDERS})
    for worker in workers:
        worker.stop()
    assert installation.query(DOUBTED) == [(0,)]
    assert len(sim.ledger()["accepted"]) == RENDERS
    wrong_clock.write_text("0")
    installation.run("call_command('verify')")
