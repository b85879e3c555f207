"""The progress of a command on a terminal."""

import sys
import time

BAR = 24
# Rows that had ended before this run are counted within so many seconds of its start.
EARLIER_SECONDS = 0.5


class ProgressBar:
    """A bar with rate and time left, on a terminal only."""

    def __init__(self, total: int, *, is_shown: bool) -> None:
        self.total, self.done, self.is_shown = total, 0, is_shown
        self._began, self._at_start = time.monotonic(), 0

    def count(self) -> None:
        """One row more has ended. Those that had ended before this run say nothing about its pace."""
        self.done += 1
        if time.monotonic() - self._began < EARLIER_SECONDS:
            self._at_start = self.done

    def line(self) -> str:
        """The bar as text."""
        seconds = max(time.monotonic() - self._began, 0.001)
        rate = (self.done - self._at_start) / seconds
        left = f"{(self.total - self.done) / rate:.0f} s left" if rate else "no pace yet"
        filled = BAR * self.done // max(1, self.total)
        return f"[{'#' * filled}{'.' * (BAR - filled)}] {self.done}/{self.total}  {rate:.2f}/s  {left}"

    def draw(self) -> None:
        """Write it over the last one."""
        if self.is_shown:
            sys.stderr.write(f"\r\x1b[K{self.line()}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Remove it from the terminal."""
        if self.is_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
