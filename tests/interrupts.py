"""Ctrl-C for the processes that tests start."""

import signal


def accept_interrupts() -> None:
    """Let SIGINT end this process and its children again where whoever started it had it ignored.

    A shell without job control starts what runs in its background (`pytest &`) with SIGINT ignored, every child
    inherits that, and Python leaves it so: a test that ends a process by Ctrl-C would wait for ever.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
