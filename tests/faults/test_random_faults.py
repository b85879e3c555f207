"""Two webs and several workers while processes, database, queue and store fail at random moments: nothing is lost, and
nothing is bought twice. On each form of Packshot.

`RANDOM_FAULTS_SEED=7 pytest tests/faults/test_random_faults.py` has the faults of a run again; each prints its seed.
"""

import os
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.api_orders import NEW_TOKEN, ApiOrders
from tests.faults.backing import FORMS
from tests.faults.backing.faults import Fault
from tests.faults.backing.store import PictureStore, StoreInBucket, StoreInFolder
from tests.faults.fleet import Fleet
from tests.faults.random_faults import RandomFaults
from tests.faults.vendor_installation import CALLBACK_KEY, VendorInstallation
from tests.simulators import Simulator, simulator

CAP = 16
VENDOR = {"scale": 0.02, "mean": 30.0, "rpm": 0, "cap": CAP}  # a picture takes 0.6 s
# What a vendor does now and then even when all is well.
UNCLEAR_ANSWERS = [
    {"fault": "reset_after", "on": "create", "fraction": 0.02, "seed": 1},
    {"fault": "504_before", "on": "create", "fraction": 0.01, "seed": 2},
]
SET_UP = (
    f"set_up_vendors(['flux-schnell'], 1, 300, cap_in_flight={CAP}, requests_per_minute=None)\nshorten_waits(1.0, 3.0)"
)
OPEN = "SELECT count(*) FROM renders_render WHERE state NOT IN ('ready', 'failed', 'cancelled')"
RESERVED = "SELECT coalesce(sum(reserved_micros), 0) FROM renders_ledgerentry"
SPENT = "SELECT coalesce(sum(spent_micros), 0) FROM renders_ledgerentry"


@dataclass(frozen=True)
class Extent:
    """How many faults strike while so many pictures are ordered; some last longer than a lease."""

    faults: int
    long_faults: int
    pictures: int
    workers: int


FEW = Extent(faults=6, long_faults=0, pictures=12, workers=2)
MANY = Extent(faults=50, long_faults=6, pictures=1_000, workers=3)


@dataclass(frozen=True)
class Form:
    """An installation of several processes on one form, and the vendor that it buys from."""

    installation: VendorInstallation
    fleet: Fleet
    sim: Simulator
    store: PictureStore


@pytest.fixture(params=[pytest.param(FEW, id="few"), pytest.param(MANY, id="many", marks=pytest.mark.long)])
def extent(request: pytest.FixtureRequest) -> Extent:
    extent: Extent = request.param
    return extent


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest, extent: Extent, tmp_path: Path) -> Iterator[Form]:
    with ExitStack() as stack:
        backing = stack.enter_context(FORMS[request.param](tmp_path))
        template = request.getfixturevalue("migrated" if request.param == "sqlite" else "migrated_on_postgres")
        store = open_store(request, tmp_path, stack)
        sim = stack.enter_context(simulator("hiapi", apart=True, callback_key=CALLBACK_KEY, **VENDOR))
        installation = VendorInstallation(tmp_path, ("hiapi", sim), backing=backing)
        installation.environment |= store.environment
        stack.callback(installation.close)
        fleet = stack.enter_context(Fleet(installation, webs=2, workers=extent.workers))
        installation.restore(template)
        installation.run(SET_UP)
        yield Form(installation, fleet, sim, store)


def open_store(request: pytest.FixtureRequest, folder: Path, stack: ExitStack) -> PictureStore:
    """One machine has its pictures in a folder, several have them in a bucket."""
    if request.param == "sqlite":
        return StoreInFolder(folder)
    return stack.enter_context(closing(StoreInBucket(request.getfixturevalue("radosgw"))))


@pytest.fixture
def moments() -> random.Random:
    seed = int(os.environ.get("RANDOM_FAULTS_SEED") or random.randrange(10**6))
    print(f"RANDOM_FAULTS_SEED={seed}")  # noqa: T201 - shown when it fails
    return random.Random(seed)


def test_nothing_is_lost_or_bought_twice_while_everything_fails(
    form: Form, extent: Extent, moments: random.Random
) -> None:
    began = time.monotonic()
    form.sim.script(*UNCLEAR_ANSWERS)
    token = form.installation.run(NEW_TOKEN).strip()
    form.fleet.start(moments)
    faults = RandomFaults(all_faults(form), moments, long_ones=extent.long_faults)
    with ApiOrders(form.fleet.address, token) as orders:
        try:
            have_faults(form, orders, faults, extent)
        finally:
            faults.end_all()
        wait_until_done(form, orders)
    form.fleet.stop()
    print(f"{extent.pictures} pictures, {time.monotonic() - began:.0f} s, {dict(faults.struck)}")  # noqa: T201 - as above
    check(form, extent.pictures)


def all_faults(form: Form) -> dict[str, Fault]:
    return {**form.fleet.faults, **form.installation.backing.faults, **form.store.faults}


def have_faults(form: Form, orders: ApiOrders, faults: RandomFaults, extent: Extent) -> None:
    """Order the pictures bit by bit, so that each fault meets work in all states, however slow the machine is."""
    names = [f"mug-{number}" for number in range(extent.pictures)]
    for number in range(extent.faults):
        orders.place(names[number :: extent.faults])
        faults.strike()
        go_on_until(form, faults, time.monotonic() + faults.moments.uniform(0.2, 1.5))
        while orders.waiting > 2 * extent.pictures / extent.faults:
            go_on_until(form, faults, time.monotonic() + 0.1)
    while faults.are_lasting:
        go_on_until(form, faults, time.monotonic() + 0.1)


def go_on_until(form: Form, faults: RandomFaults, ends_at: float) -> None:
    """The passing of time: faults end, and what died is started again."""
    while time.monotonic() < ends_at:
        faults.end_what_is_over()
        form.fleet.keep_alive()
        time.sleep(0.05)


def wait_until_done(form: Form, orders: ApiOrders) -> None:
    """Every order was answered, no render changes its state by itself any more, and no money is reserved."""

    def is_done() -> bool:
        form.fleet.keep_alive()
        return not orders.waiting and form.installation.query(f"SELECT ({OPEN}), ({RESERVED})") == [(0, 0)]

    form.installation.wait(is_done, 1800)


def check(form: Form, pictures: int) -> None:
    """Every picture is there and was bought once, the ledger is equal to the bill, and every invariant holds."""
    bill, installation = form.sim.ledger(), form.installation
    assert installation.states() == {"ready": pictures}
    assert len(bill["accepted"]) == pictures
    assert set(bill["per_key"].values()) == {1}
    assert len({entry["input"]["prompt"] for entry in bill["accepted"]}) == pictures
    assert installation.query(SPENT) == [(bill["billed_micros"],)]
    assert list(installation.folder.glob("spool/*/*")) == []
    verified = installation.finish("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
