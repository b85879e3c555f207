"""What fault tests share: an installation and the vendor it orders from.

`FAULTS_ON=postgres pytest tests/faults/test_order_kills.py` has them on another form of Packshot.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.backing import FORMS
from tests.faults.forms_in_use import FormInUse, form_in_use
from tests.faults.scenario import Scenario
from tests.faults.vendor_installation import CALLBACK_KEY, VendorInstallation
from tests.simulators import simulator

# One run in the suite, nineteen more in the long form.
RUNS = [0, *(pytest.param(number, marks=pytest.mark.long) for number in range(1, 20))]
FORM = os.environ.get("FAULTS_ON", "sqlite")
QUICK = {"scale": 0.02, "mean": 30.0, "rpm": 0, "cap": 8}  # a picture takes 0.6 s


@pytest.fixture(scope="module", params=RUNS)
def run(request: pytest.FixtureRequest) -> int:
    """The number of the run: the seed of whatever is random in it."""
    return int(request.param)


@pytest.fixture
def skus(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file of the guides' form with as many rows as its module says in `ROWS`."""
    path = tmp_path / "skus.csv"
    rows = [f"mug-{number:02d},One mug in soft light,1:1\n" for number in range(request.module.ROWS)]
    path.write_text("".join(["sku,prompt,aspect_ratio\n", *rows]))
    return path


@pytest.fixture
def form(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FormInUse]:
    """An installation on the form that the test names, and the vendor that it buys from."""
    with form_in_use(request.param, tmp_path, demo_template(request, request.param)) as form:
        yield form


@pytest.fixture(scope="session")
def demo_of_form(request: pytest.FixtureRequest) -> Path:
    """The data of an installation on the form that these tests run on."""
    return demo_template(request, FORM)


@pytest.fixture(scope="session")
def polling_processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scenario]:
    """The processes of an installation that polls its vendor; they start while the templates are prepared."""
    yield from scenario(tmp_path_factory.mktemp("polling"), has_callbacks=False)


@pytest.fixture(scope="module")
def polling(polling_processes: Scenario, demo_of_form: Path, run: int) -> Iterator[Scenario]:
    """An installation that polls its vendor, with a database of the module's own."""
    installation = polling_processes.installation
    installation.restore(demo_of_form)
    set_up(installation)
    yield polling_processes
    installation.kill_processes()


@pytest.fixture(scope="module")
def callbacks(demo_of_form: Path, tmp_path_factory: pytest.TempPathFactory, run: int) -> Iterator[Scenario]:
    """An installation that its vendor calls back, signed."""
    for with_callbacks in scenario(tmp_path_factory.mktemp("callbacks"), has_callbacks=True):
        with_callbacks.installation.restore(demo_of_form)
        set_up(with_callbacks.installation)
        with_callbacks.installation.open_web()
        yield with_callbacks


def demo_template(request: pytest.FixtureRequest, form: str) -> Path:
    """The data of an installation on that form, with the demo catalogue."""
    template: Path = request.getfixturevalue("demo" if form == "sqlite" else "demo_on_postgres")
    return template


def scenario(folder: Path, *, has_callbacks: bool) -> Iterator[Scenario]:
    """An installation in a folder still empty and its vendor, each in processes of their own."""
    with ExitStack() as stack:
        sim = stack.enter_context(simulator("hiapi", apart=True, callback_key=CALLBACK_KEY, **QUICK))
        backing = stack.enter_context(FORMS[FORM](folder))
        installation = VendorInstallation(folder, ("hiapi", sim), web=has_callbacks, backing=backing)
        stack.callback(installation.close)
        _ = installation.fork_server  # starts in the background
        yield Scenario(installation, sim)


def set_up(installation: VendorInstallation) -> None:
    """Let it order from its vendor, whose pictures it expects after 1 s and waits 10 s for."""
    installation.run("leave_text_unread()")
    installation.run("set_up_vendors(['flux-schnell'], 1, 10, cap_in_flight=8, requests_per_minute=None)")
