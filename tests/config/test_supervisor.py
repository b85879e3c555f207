"""Keeping children alive, and ending them, seen from outside on real processes."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parents[2]

PARENT = """
import os, signal, sys
from config.supervision.supervisor import Child, Supervisor

signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may have made it ignore this
code, must_wait = sys.argv[1:]
child = Child("worker", [sys.executable, "-uc", code], os.environ)
supervisor = Supervisor([child], say=lambda line: print(line, flush=True), must_wait=lambda: must_wait == "yes")
supervisor.start()
supervisor.run()
sys.exit(supervisor.is_forced)
"""

LIVES_ON = "import os, signal; print(os.getpid()); signal.pause()"
ENDS_WELL = """
import os, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print(os.getpid()); signal.pause()
"""
HEARS_NOTHING = """
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(os.getpid())
while True: signal.pause()
"""
ENDS_ON_SECOND_SIGNAL = """
import os, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGUSR1, lambda *_: sys.exit(0))
print(os.getpid())
while True: signal.pause()
"""
HAS_A_CHILD = """
import os, signal, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
print(os.getpid()); print(child.pid); signal.pause()
"""


class Family:
    """A supervising parent with one child that runs `code`; everything they print is one stream of lines."""

    def __init__(self, code: str, must_wait: str) -> None:
        self.parent = subprocess.Popen(
            [sys.executable, "-c", PARENT, code, must_wait], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self.parent.stdout
        self.lines = self.parent.stdout

    def line(self) -> str:
        return self.lines.readline().strip()

    def pid(self) -> int:
        return int(self.line())

    def rest(self) -> str:
        """What is printed until nobody is left who could print."""
        return self.lines.read()

    def send(self, number: int) -> None:
        self.parent.send_signal(number)

    def status(self) -> int:
        return self.parent.wait(PATIENCE)

    def end(self) -> None:
        """Stop as people do, so that no child is left behind; a parent that will not is killed."""
        self.parent.terminate()
        try:
            self.parent.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.parent.kill()
            self.parent.wait()
        self.lines.close()


@pytest.fixture
def family(request) -> Iterator[Family]:
    """The family that the test's `family` mark describes."""
    code, must_wait = request.param
    family = Family(code, must_wait)
    yield family
    family.end()


def of(code: str, must_wait: str = "no"):
    return pytest.mark.parametrize("family", [(code, must_wait)], indirect=True)


def lives(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def has_ended(pid: int) -> bool:
    """Whether it ends by itself: a kill is only a message, and a busy machine delivers it a moment later."""
    return until(lambda: not lives(pid))


@of(LIVES_ON)
def test_a_dead_child_is_started_again(family):
    first = family.pid()
    os.kill(first, signal.SIGKILL)
    assert family.line() == "The worker ended unexpectedly (signal 9). It is started again now."
    assert family.pid() != first


@of("raise SystemExit(3)")
def test_a_child_that_dies_at_once_is_started_after_growing_waits(family):
    reported = [family.line() for _ in range(4)]
    assert [re.search(r"again (.+)\.$", line)[1] for line in reported] == ["now", "in 0.5 s", "in 1 s", "in 2 s"]
    assert "exit status 3" in reported[0]


@of(HAS_A_CHILD)
def test_what_a_dead_child_had_started_ends_before_it_is_started_again(family):
    first, its_child = family.pid(), family.pid()
    os.kill(first, signal.SIGKILL)
    family.line()
    family.pid()
    assert has_ended(its_child)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@of(ENDS_WELL)
def test_a_signal_ends_all(family, number):
    family.pid()
    family.send(number)
    assert family.rest() == ""
    assert family.status() == 0


@of(LIVES_ON)
def test_the_keyboard_does_not_reach_the_children_directly(family):
    assert os.getsid(family.pid()) != os.getsid(family.parent.pid)


@of(HEARS_NOTHING)
def test_a_child_that_ignores_the_request_is_killed_after_its_grace(family):
    family.pid()
    family.send(signal.SIGINT)
    assert family.rest() == ""
    assert family.status() == 0


@of(ENDS_ON_SECOND_SIGNAL, "yes")
def test_what_must_not_be_cut_off_is_waited_for(family):
    child = family.pid()
    family.send(signal.SIGINT)
    assert family.line().startswith("A paid request is still open.")
    os.kill(child, signal.SIGUSR1)
    assert family.status() == 0


@of(HEARS_NOTHING, "yes")
def test_a_second_signal_forces(family):
    child = family.pid()
    family.send(signal.SIGINT)
    family.line()
    family.send(signal.SIGINT)
    assert family.status() == 1
    assert has_ended(child)


@of(ENDS_ON_SECOND_SIGNAL, "yes")
def test_one_key_press_received_twice_is_one(family):
    """A launcher in front passes on the signal that the terminal has sent us already."""
    child = family.pid()
    family.send(signal.SIGINT)
    family.send(signal.SIGTERM)
    assert family.line().startswith("A paid request is still open.")
    os.kill(child, signal.SIGUSR1)
    assert family.status() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux binds a child's life to its parent's.")
@of(LIVES_ON)
def test_no_child_survives_a_killed_parent(family):
    """The stream of lines ends only when nobody is left who could print."""
    family.pid()
    family.send(signal.SIGKILL)
    assert family.rest() == ""
