"""Vendors that fall silent, refuse or throttle, one after the other on real processes: work goes on by itself or after
one click, no order is lost, none is bought twice, and the silent vendor is left alone meanwhile.

Waits are shortened: a paused account is probed every `PROBE` seconds instead of every 30.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.vendor_installation import SLUGS, Launched, VendorInstallation
from tests.simulators import Simulator, simulator
from tests.waiting import PATIENCE

PROBE, TIMEOUT, DEADLINE = 0.4, 0.6, 3
RENDERS, CAP = 10, 5
QUICK = {"scale": 0.02, "mean": 15.0, "rpm": 0, "cap": CAP}  # a picture takes 0.3 s
VENDORS = ("hiapi", "pixelmuse", "imagepipeline")
# What each vendor's simulator is and what Packshot is set to, for both dialects of those that have two.
DIALECTS: dict[str, dict[str, str]] = {
    "newer": {"hiapi": "documented", "pixelmuse": "official", "imagepipeline": "successor"},
    "older": {"hiapi": "blog", "pixelmuse": "guide", "imagepipeline": "v3"},
}
LACKED = "nano-banana-pro"
KINDS = ("503", "reset", "hang")
REPLAYS = {("hiapi", "newer"), ("hiapi", "older"), ("pixelmuse", "newer")}


@dataclass(frozen=True)
class Market:
    """One installation and the simulators of all vendors that it orders from, in one choice of their dialects."""

    installation: VendorInstallation
    sims: Mapping[str, Simulator]
    dialects: str

    def asked(self, vendor: str) -> int:
        """How many requests a vendor has got, pictures left aside."""
        requests = self.sims[vendor].stats()["requests"]
        return sum(requests.get(point, 0) for point in ("create", "detail", "list"))

    def is_left_alone(self, vendor: str) -> bool:
        """Whether its account is paused, and its tasks, if it has any there, are not polled as usual any more."""
        polled = "SELECT count(*) FROM renders_render r JOIN renders_account a ON a.id = r.account_id WHERE "
        polled += f"a.provider = '{vendor}' AND r.state = 'submitted' AND a.read_failure_count < 3"
        paused = f"SELECT count(*) FROM renders_account WHERE provider = '{vendor}' AND paused_reason <> ''"
        return self.installation.query(paused) == [(1,)] and self.installation.query(polled) == [(0,)]

    def settle_doubts(self, vendor: str, launched: Launched) -> int:
        """An admin answers every doubt that waits for a person as the vendor's bill says; how many there were."""
        bought = {entry["input"]["prompt"] for entry in self.sims[vendor].ledger()["accepted"]}
        doubts = self.installation.query(
            "SELECT DISTINCT a.id, c.sku FROM renders_render r JOIN renders_attempt a ON a.id = r.attempt_id "
            "JOIN renders_shot s ON s.id = r.shot_id JOIN catalog_colorway c ON c.id = s.colorway_id "
            f"WHERE r.state = 'in_doubt' AND r.due_at IS NULL AND r.shot_set_id = {launched.pk}"
        )
        for pk, sku in doubts:
            outcome = "accepted" if any(f"of {sku} on" in prompt for prompt in bought) else "not_accepted"
            fields = {f"{pk}-outcome": outcome, f"{pk}-reason": "As the bill says"}
            self.installation.run(f"click('operations.doubts.resolve', {pk}, **{fields})")
        return len(doubts)

    def check(self, vendor: str, launched: Launched) -> None:
        """Every picture was bought once, and what was bought is what the ledger says."""
        states = self.installation.states_of(launched)
        accepted = self.sims[vendor].ledger()["accepted"]
        prompts = [entry["input"]["prompt"] for entry in accepted]
        assert len(set(prompts)) == len(prompts) == RENDERS
        settled = f"SELECT count(*) FROM renders_ledgerentry WHERE kind = 'settle' AND shot_set_id = {launched.pk}"
        assert self.installation.query(settled) == [(RENDERS,)]
        lost = f"SELECT count(*) FROM renders_render WHERE reason = 'lost_answer' AND shot_set_id = {launched.pk}"
        assert self.installation.query(lost) == [(states["failed"],)]
        assert states["ready"] == RENDERS - states["failed"]
        if (vendor, self.dialects) in REPLAYS:
            assert states["failed"] == 0, "a vendor that honours keys loses nothing"


@pytest.fixture(scope="module", params=DIALECTS)
def open_market(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    """The processes of all vendors in these dialects, and an installation without data."""
    dialects = DIALECTS[request.param]
    with ExitStack() as stack:
        sims = {vendor: stack.enter_context(simulator(vendor, dialects[vendor], **QUICK)) for vendor in VENDORS}
        installation = VendorInstallation(tmp_path_factory.mktemp(request.param), *sims.items())
        stack.callback(installation.close)
        for vendor in ("pixelmuse", "imagepipeline"):
            installation.environment[f"{vendor.upper()}_DIALECT"] = dialects[vendor]
        yield Market(installation, sims, request.param)


@pytest.fixture
def market(open_market: Market, demo: Path) -> Iterator[Market]:
    """All vendors are well and nothing was bought."""
    for sim in open_market.sims.values():
        sim.script()
        sim.reset()
    installation = open_market.installation
    installation.restore(demo)
    account = {"cap_in_flight": CAP, "requests_per_minute": None}
    installation.run("leave_text_unread()")
    installation.run(f"set_up_vendors({[*SLUGS.values(), LACKED]}, 1, {DEADLINE}, **{account})")
    yield open_market
    installation.kill_processes()


@dataclass(frozen=True)
class Waits:
    """Seconds: how long the outage lasts, between probes, until an answer is given up, a model's deadline."""

    outage: float
    probe: float = PROBE
    timeout: float = TIMEOUT
    deadline: int = DEADLINE


def have_outage(market: Market, kinds: Mapping[str, str], waits: Waits) -> None:
    """Each of these vendors falls silent in its own way while it works, for the same time."""
    installation = market.installation
    installation.run(f"shorten_waits({waits.probe}, {waits.timeout})")
    installation.run(f"ImageModel.objects.exclude(provider='lightbox').update(deadline_seconds={waits.deadline})")
    name = f"{market.dialects}-{'-'.join(kinds.values())}-{waits.outage:g}"
    orders = {vendor: installation.order(RENDERS, f"{vendor}-{name}", SLUGS[vendor]) for vendor in kinds}
    for vendor, kind in kinds.items():
        # In the middle of the work: the answer of one order is lost, and a moment later nothing is answered any more.
        lost = {"fault": f"{kind}_after", "on": "create", "nth": CAP + 2}
        market.sims[vendor].script(lost, {"fault": f"{kind}_before", "on": "any", "first": CAP + 4})
    worker = installation.worker()
    try:
        silent_since = time.monotonic()
        # On a busy machine three failures take long; the outage lasts until then at least.
        installation.wait(lambda: all(map(market.is_left_alone, kinds)), max(waits.outage, 60))
        left_alone, asked = time.monotonic(), {vendor: market.asked(vendor) for vendor in kinds}
        time.sleep(max(0.0, waits.outage - (time.monotonic() - silent_since)))
        probes = (time.monotonic() - left_alone) / waits.probe
        asked_since = {vendor: market.asked(vendor) - before for vendor, before in asked.items()}
        for vendor in kinds:
            market.sims[vendor].script()
        assert max(asked_since.values()) <= probes + 1, (asked_since, probes)
        back = 2 * waits.probe + waits.timeout + waits.deadline + 10
        installation.wait(lambda: all(is_over(market, vendor, one) for vendor, one in orders.items()), back + PATIENCE)
    finally:
        worker.stop()
    for vendor, launched in orders.items():
        market.check(vendor, launched)
    installation.run("call_command('verify')")


def is_over(market: Market, vendor: str, launched: Launched) -> bool:
    """Whether everything ended; doubts that only a person can resolve get their click."""
    market.settle_doubts(vendor, launched)
    return market.installation.is_closed(launched)


def test_three_vendors_that_fall_silent_in_three_ways_are_left_alone_and_all_work_ends(market: Market) -> None:
    ways = KINDS if market.dialects == "newer" else (KINDS[1], KINDS[2], KINDS[0])
    have_outage(market, dict(zip(VENDORS, ways, strict=True)), Waits(outage=2.5))


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_an_outage_of_20_s_at_every_vendor_and_dialect(market: Market, kind: str) -> None:
    have_outage(market, dict.fromkeys(VENDORS, kind), Waits(outage=20, probe=3, timeout=2, deadline=25))


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("outage", [8, 60])
def test_outages_of_8_and_60_s_with_and_without_replays(market: Market, kind: str, outage: int) -> None:
    chosen = "hiapi" if market.dialects == "newer" else "pixelmuse"
    waits = Waits(outage=outage, probe=outage / 8, timeout=min(3.0, outage / 8), deadline=outage)
    have_outage(market, {chosen: kind}, waits)


PAUSED = "SELECT paused_reason FROM renders_account WHERE provider = '{}'"
STORMS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    # What is set, and what ends it.
    "a denied key": ({"keys": "another-key"}, {"keys": ""}),
    "no credit": ({"balance_micros": 0}, {"balance_micros": -1}),
}


@pytest.mark.parametrize("vendor", ["hiapi", *(pytest.param(one, marks=pytest.mark.long) for one in VENDORS[1:])])
def test_a_refused_key_an_empty_account_and_a_storm_of_429_end_by_themselves(market: Market, vendor: str) -> None:
    if market.dialects == "older" and vendor == "hiapi":
        pytest.skip("The same adapter speaks to both.")
    installation, sim = market.installation, market.sims[vendor]
    installation.run(f"shorten_waits({PROBE}, {TIMEOUT})")
    paused = PAUSED.format(vendor)
    worker = installation.worker()
    try:
        # Pictures of imagepipeline's version 3 cost nothing, so its accounts are never empty.
        is_free = vendor == "imagepipeline" and market.dialects == "older"
        for storm, (begin, end) in list(STORMS.items())[: 1 if is_free else None]:
            sim.reset()
            sim.set(**begin)
            launched = installation.order(RENDERS, f"{vendor}-{storm}".replace(" ", "-"), SLUGS[vendor])
            installation.wait(lambda: installation.query(paused) != [("",)])
            time.sleep(0.3)
            asked, since = market.asked(vendor), time.monotonic()
            time.sleep(2 * PROBE)
            assert market.asked(vendor) - asked <= (time.monotonic() - since) / PROBE + 1, storm
            sim.set(**end)
            installation.wait(lambda order=launched: installation.is_closed(order))  # type: ignore[misc]
            market.check(vendor, launched)
        sim.reset()
        sim.script({"fault": "429", "on": "any", "nth": [2, 12, 13], "retry_after": 1})
        launched = installation.order(RENDERS, f"{vendor}-429", SLUGS[vendor])
        installation.wait(lambda: installation.is_closed(launched))
        assert installation.query(paused) == [("",)]
        market.check(vendor, launched)
    finally:
        sim.set(**{name: value for _, end in STORMS.values() for name, value in end.items()})
        worker.stop()
    installation.run("call_command('verify')")


def test_a_refused_image_model_waits_for_one_click_and_holds_nobody_up(market: Market) -> None:
    if market.dialects == "older":
        pytest.skip("Only hiapi's plans lack models one by one.")
    installation, sim = market.installation, market.sims["hiapi"]
    sim.set(denied_models=LACKED)
    refused = installation.order(5, "refused", LACKED)
    sound = installation.order(8, "sound")
    worker = installation.worker()
    try:
        installation.wait(lambda: installation.is_closed(sound))
        assert installation.states_of(sound) == {"ready": 8}
        assert installation.states_of(refused) == {"queued": 5}
        assert sim.stats()["requests"]["create"] <= 8 + 5
        sim.set(denied_models="")
        installation.run("click('operations.status.try_again', ModelPause.objects.get(lifted_at=None).pk)")
        installation.wait(lambda: installation.is_closed(refused))
    finally:
        sim.set(denied_models="")
        worker.stop()
    assert installation.states_of(refused) == {"ready": 5}
    assert len(sim.ledger()["accepted"]) == 13
    installation.run("call_command('verify')")
