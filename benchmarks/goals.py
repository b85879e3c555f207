"""The goals of one run: said where each figure stands, and in the exit status."""

from typing import NoReturn


class Goals:
    def __init__(self) -> None:
        self.missed = 0

    def verdict(self, is_met: bool) -> str:
        """What a line says behind its figure."""
        self.missed += not is_met
        return "holds" if is_met else "MISSED"

    def exit(self) -> NoReturn:
        """With status 1 where a goal was missed."""
        raise SystemExit(1 if self.missed else 0)
