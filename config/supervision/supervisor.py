"""Keeps a few child processes alive together and ends them together. Knows nothing of what they do."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

# What a child has after TERM; with the rest of stopping this stays below the two seconds promised.
STOP_SECONDS = 1.7
POLL_SECONDS = 0.05
# A second signal within this time is the same key press: a terminal and a launcher may both pass it on.
REPEAT_SECONDS = 0.3
# A child that ran this long is restarted without a wait.
STABLE_AFTER = 30.0
MAX_RESTART_WAIT = 30.0
STILL_OPEN = "A paid request is still open. Waiting for its answer; Ctrl-C again stops now and leaves it in doubt."
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A process to keep alive: its name on screen, command, environment, and inherited file descriptors."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    inherits: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    deaths: int = 0

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start it in a session of its own, where Ctrl-C does not reach it, bound to our life."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            pass_fds=self.inherits,
            start_new_session=True,
            preexec_fn=_end_with_parent(os.getpid()),
        )

    def clean_up(self) -> float:
        """Reap it and its children; the seconds to wait before the next start, longer each time it dies early."""
        self.kill()
        lived = time.monotonic() - self.started_at
        self.deaths = 1 if lived >= STABLE_AFTER else self.deaths + 1
        self.process = None
        wait = 0.0 if self.deaths == 1 else min(MAX_RESTART_WAIT, 0.5 * 2 ** (self.deaths - 2))
        self.start_at = time.monotonic() + wait
        return wait

    def terminate(self) -> None:
        """Ask it to end."""
        if self.is_alive and self.process:
            self.process.terminate()

    def kill(self) -> None:
        """End it and everything it started."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """Starts the children, starts the dead ones again, and stops them all on a signal.

    `say` puts a sentence on the screen. `must_wait` says whether something is under way that a kill would make
    expensive: then the children have as long as it takes, unless a second signal forces.
    """

    def __init__(self, children: Sequence[Child], *, say: Callable[[str], None], must_wait: Callable[[], bool]) -> None:
        self.children = children
        self.say = say
        self.must_wait = must_wait
        self.asked_at: float | None = None
        self.is_forced = False

    def start(self) -> None:
        """Listen for signals, then start every child."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup asked to outlive the terminal
            signal.signal(signal.SIGHUP, self._on_signal)
        for child in self.children:
            child.start()

    @property
    def is_stopping(self) -> bool:
        """Whether somebody asked us to stop."""
        return self.asked_at is not None

    def watch(self) -> None:
        """Check the children once; a dead one is started again when its wait is over."""
        for child in self.children:
            if child.process is None:
                if time.monotonic() >= child.start_at:
                    child.start()
            elif not child.is_alive:
                self._report_death(child, child.process.returncode, child.clean_up())
        time.sleep(POLL_SECONDS)

    def run(self) -> None:
        """Watch until asked to stop, then stop. No child is left, however this ends."""
        try:
            while not self.is_stopping:
                self.watch()
            self._stop()
        finally:
            for child in self.children:
                child.kill()

    def _on_signal(self, number: int, frame: object) -> None:
        now = time.monotonic()
        if self.asked_at is None:
            self.asked_at = now
        elif now - self.asked_at > REPEAT_SECONDS:
            self.is_forced = True

    def _report_death(self, child: Child, code: int, wait: float) -> None:
        how = f"signal {-code}" if code < 0 else f"exit status {code}"
        again = f"in {wait:g} s" if wait else "now"
        self.say(f"The {child.name} ended unexpectedly ({how}). It is started again {again}.")

    def _stop(self) -> None:
        """TERM to all; after `STOP_SECONDS`, wait only for what must not be cut off."""
        for child in self.children:
            child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        has_reported = False
        while any(child.is_alive for child in self.children) and not self.is_forced:
            time.sleep(POLL_SECONDS)
            if time.monotonic() < deadline:
                continue
            if not self.must_wait():
                return
            if not has_reported:
                self.say(STILL_OPEN)
                has_reported = True
            deadline = time.monotonic() + 0.5


def _end_with_parent(parent: int) -> Callable[[], None] | None:
    """What the child does before it becomes its command: have the kernel end it when we are killed (Linux only)."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def bind() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # killed between fork and here
            os._exit(1)

    return bind
