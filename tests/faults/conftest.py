"""Houses that buy from simulated vendors: furnished once, begun anew for each run of a module's tests."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.house import House
from tests.faults.paid import CALLBACK_KEY, PaidHouse, Town
from tests.simulators import simulator

RUNS = [0, *(pytest.param(number, marks=pytest.mark.long) for number in range(1, 20))]
"""One run in the suite, nineteen more in the long form."""
QUICK = {"scale": 0.02, "mean": 30.0, "rpm": 0, "cap": 8}
"""A picture takes 0.6 s."""


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a furnished house, to be copied."""
    folder = tmp_path_factory.mktemp("furnished")
    House(folder).furnish()
    return folder


@pytest.fixture(scope="module", params=RUNS)
def run(request: pytest.FixtureRequest) -> int:
    """The number of the run: the seed of whatever is random in it."""
    return int(request.param)


@pytest.fixture(scope="module")
def polling(furnished: Path, tmp_path_factory: pytest.TempPathFactory, run: int) -> Iterator[Town]:
    """A house that looks after its orders, and its vendor."""
    yield from town(furnished, tmp_path_factory.mktemp("polling"), is_told=False)


@pytest.fixture(scope="module")
def told(furnished: Path, tmp_path_factory: pytest.TempPathFactory, run: int) -> Iterator[Town]:
    """A house that its vendor reports to, signed."""
    yield from town(furnished, tmp_path_factory.mktemp("told"), is_told=True)


def town(furnished: Path, folder: Path, *, is_told: bool) -> Iterator[Town]:
    """A house on SQLite and its vendor, each in processes of their own."""
    shutil.copytree(furnished, folder, dirs_exist_ok=True)
    with ExitStack() as stack:
        sim = stack.enter_context(simulator("hiapi", apart=True, callback_key=CALLBACK_KEY, **QUICK))
        house = PaidHouse(folder, ("hiapi", sim), web=is_told)
        stack.callback(house.end)
        house.do("furnish(['flux-schnell'], 1, 10, cap_in_flight=8, requests_per_minute=None)")
        if is_told:
            house.open_web()
        yield Town(house, sim)
