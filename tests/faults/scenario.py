"""An installation, the vendor it buys from, and the comparison of ledger and bill after every test."""

from dataclasses import dataclass
from typing import Any

from tests.faults.vendor_installation import CALLBACK_KEY, Launched, VendorInstallation
from tests.simulators import Simulator

PROBE_NOW = "Account.objects.update(probe_at=timezone.now(), due_at=timezone.now())"
RESUME = (
    "Account.objects.update(paused_reason='', probe_at=None, not_before=None, failure_count=0, read_failure_count=0,"
    " due_at=timezone.now())"
)
# As if the 5 s had passed after which an order without a clear answer is resolved.
UNCLEAR = "SELECT count(*) FROM renders_render WHERE state IN ('submitting', 'in_doubt') AND lease = ''"
RESOLVE_UNCLEAR_NOW = (
    "Render.objects.filter(state__in=['submitting', 'in_doubt'], lease='').update(due_at=timezone.now())"
)
PAUSED = "SELECT count(*) FROM renders_account WHERE paused_reason <> ''"


@dataclass(frozen=True)
class Scenario:
    """One vendor, which meets faults, and the installation that orders from it."""

    installation: VendorInstallation
    sim: Simulator

    def begin(self, *rules: dict[str, Any], **options: Any) -> None:
        """Nothing was bought yet, the account is in order, and these faults await what comes."""
        usual = {"errors_in_200": False, "keys": "", "callback_key": CALLBACK_KEY, "cap": 8}
        self.sim.set(**{**usual, **options})
        self.sim.script(*rules)
        self.sim.reset()
        self.installation.run(f"{RESUME}; Account.objects.update(cap_in_flight=8)")

    def finish(self, launched: Launched, seconds: float = 60) -> None:
        """Run a worker until a set is done and no money is reserved for it, and stop the worker.

        An account that was paused because of the faults is resumed at once, as an admin may: 30 s of pause are not
        what these tests are about.
        """
        worker = self.installation.worker()
        try:
            self.installation.wait(lambda: self._is_closed(launched), seconds)
        finally:
            worker.stop()

    def check(self, *launched: Launched) -> None:
        """Nothing was bought twice or lost, the ledger is equal to the bill, and every invariant holds."""
        bill, installation = self.sim.ledger(), self.installation
        assert all(installation.is_done(one) for one in launched), [installation.states_of(one) for one in launched]
        assert set(bill["per_key"].values()) <= {1}, bill["per_key"]
        assert len(bill["per_key"]) == len(bill["accepted"])
        billed, spent = bill["billed_micros"], installation.spent(*launched)
        assert billed == spent, f"billed {billed}, in the ledger {spent}"
        assert self.sim.traps() == []
        installation.run("call_command('verify')")

    def skip_grace(self) -> None:
        """Have orders whose answer was unclear resolved now instead of after their 5 s."""
        if self.installation.query(UNCLEAR) != [(0,)]:
            self.installation.run(RESOLVE_UNCLEAR_NOW)

    def _is_closed(self, launched: Launched) -> bool:
        if self.installation.query(PAUSED) != [(0,)]:
            self.installation.run(RESUME)
        return self.installation.is_closed(launched)
