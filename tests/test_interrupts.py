"""Tests can end processes by Ctrl-C, however the suite was started."""

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.interrupts import accept_interrupts

INTERRUPT_ITSELF = "import os, signal; os.kill(os.getpid(), signal.SIGINT)"


@pytest.fixture
def usual_handler() -> Iterator[None]:
    """Whatever a test does about Ctrl-C ends with it."""
    handler = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, handler)


@pytest.mark.usefixtures("usual_handler")
def test_a_child_ends_by_ctrl_c_where_the_suite_began_with_it_ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    accept_interrupts()
    child = subprocess.run([sys.executable, "-c", INTERRUPT_ITSELF], capture_output=True, check=False)
    assert child.returncode == -signal.SIGINT


@pytest.mark.usefixtures("usual_handler")
def test_a_handler_of_somebody_else_stays() -> None:
    def handler(*_: object) -> None:
        """Does nothing."""

    signal.signal(signal.SIGINT, handler)
    accept_interrupts()
    assert signal.getsignal(signal.SIGINT) == handler
