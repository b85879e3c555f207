"""An installation on one form of Packshot and the vendor that it buys from, for tests of what can befall either."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.backing import FORMS
from tests.faults.backing.store import PictureStore
from tests.faults.vendor_installation import VendorInstallation
from tests.simulators import Simulator, simulator

CAP = 8
VENDOR = {"scale": 0.02, "mean": 30.0, "rpm": 0, "cap": CAP}  # a picture takes 0.6 s
SET_UP = f"""
set_up_vendors(['flux-schnell'], 1, 120, cap_in_flight={CAP}, requests_per_minute=None)
shorten_waits(1.0, 3.0)
"""
SPENT = "SELECT coalesce(sum(spent_micros), 0), coalesce(sum(reserved_micros), 0) FROM renders_ledgerentry"


@dataclass(frozen=True)
class FormInUse:
    installation: VendorInstallation
    sim: Simulator

    @property
    def database(self) -> Any:
        return self.installation.backing.database

    @property
    def queue(self) -> Any:
        return self.installation.backing.queue

    def is_done(self) -> bool:
        """Every picture is there, and no money is reserved any more."""
        return set(self.installation.states()) == {"ready"} and self.installation.query(SPENT)[0][1] == 0

    def check(self, pictures: int) -> None:
        """Every picture is there and was bought once, the ledger is equal to the bill, and every invariant holds."""
        bill, installation = self.sim.ledger(), self.installation
        assert installation.states() == {"ready": pictures}
        assert len(bill["accepted"]) == pictures
        assert set(bill["per_key"].values()) == {1}
        assert installation.query(SPENT) == [(bill["billed_micros"], 0)]
        verified = installation.finish("verify")
        assert verified.returncode == 0, verified.stdout + verified.stderr


@contextmanager
def form_in_use(
    form: str, folder: Path, template: Path, store: PictureStore | None = None, set_up: str = SET_UP
) -> Iterator[FormInUse]:
    """Packshot on this form, from a template. `set_up` is run in it."""
    with ExitStack() as stack:
        backing = stack.enter_context(FORMS[form](folder))
        sim = stack.enter_context(simulator("hiapi", apart=True, **VENDOR))
        installation = VendorInstallation(folder, ("hiapi", sim), backing=backing)
        installation.environment |= store.environment if store else {}
        stack.callback(installation.close)
        installation.restore(template)
        installation.run("leave_text_unread()")
        installation.run(set_up)
        yield FormInUse(installation, sim)
