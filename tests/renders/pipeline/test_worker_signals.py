"""A worker that is asked to stop twice finishes its steps, at whatever moment the second signal comes."""

import signal

import pytest
from huey.consumer import ConsumerStopped

from config.queue import queue
from renders.management.commands import worker as command

# What may end the loop: the second would end pytest too.
END = (ConsumerStopped, KeyboardInterrupt)


def interrupted(*_):
    raise KeyboardInterrupt


@pytest.fixture
def stops(monkeypatch):
    """How often a worker that was asked to stop once stops, and whether its steps may finish."""
    asked: list[bool] = []
    monkeypatch.setattr(command.Worker, "stop", lambda _, graceful=False: asked.append(graceful))
    return asked


@pytest.fixture
def stopping_worker(stops):
    handler, descriptor = signal.getsignal(signal.SIGTERM), signal.set_wakeup_fd(-1)
    worker = command.Worker(queue, workers=1, graceful_signal="TERM")
    worker._handle_signal(signal.SIGTERM, None)
    yield worker
    signal.signal(signal.SIGTERM, handler)
    signal.set_wakeup_fd(descriptor)


def test_a_second_signal_during_the_wait_lets_steps_finish(stopping_worker, stops, monkeypatch):
    monkeypatch.setattr(command.select, "select", interrupted)
    with pytest.raises(END):
        stopping_worker.loop()
    assert stops == [True]


def test_a_second_signal_while_the_first_is_read_lets_steps_finish(stopping_worker, stops, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(command.select, "select", lambda *_: ([stopping_worker._signals], [], []))
        patched.setattr(command.os, "read", interrupted)
        with pytest.raises(END):
            stopping_worker.loop()
    assert stops == [True]
