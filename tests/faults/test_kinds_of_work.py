"""A worker does the kind of work that it was started for, on each form of Packshot."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.backing import FORMS
from tests.faults.conftest import QUICK, demo_template
from tests.faults.vendor_installation import VendorInstallation
from tests.simulators import simulator

RENDERS = 6
SET_UP = """
leave_text_unread()
set_up_vendors(['flux-schnell'], 1, 60, cap_in_flight=8, requests_per_minute=None)
shorten_waits(1.0, 3.0)
"""


@pytest.fixture(params=FORMS)
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VendorInstallation]:
    with ExitStack() as stack:
        backing = stack.enter_context(FORMS[request.param](tmp_path))
        sim = stack.enter_context(simulator("hiapi", apart=True, **QUICK))
        opened = VendorInstallation(tmp_path, ("hiapi", sim), backing=backing)
        stack.callback(opened.close)
        opened.restore(demo_template(request, request.param))
        opened.run(SET_UP)
        yield opened


def test_each_worker_leaves_the_other_kind_to_others_and_together_they_end_everything(
    installation: VendorInstallation,
) -> None:
    launched = installation.order(RENDERS, "kinds")
    images = installation.fork("worker", "--work", "images")
    installation.run("time.sleep(1)")
    assert installation.states_of(launched) == {"queued": RENDERS}, "only a worker for the network sends orders"
    images.stop()
    network = installation.fork("worker", "--work", "network")
    installation.wait(lambda: installation.states_of(launched) == {"finished": RENDERS})
    installation.run("time.sleep(1)")
    assert installation.states_of(launched) == {"finished": RENDERS}, "only a worker for images fetches pictures"
    images = installation.fork("worker", "--work", "images")
    installation.wait(lambda: installation.states_of(launched) == {"ready": RENDERS})
    for worker in (network, images):
        worker.stop()
    installation.run("call_command('verify')")
