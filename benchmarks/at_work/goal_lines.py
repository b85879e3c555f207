"""A line for each figure: what it is, its limit, whether that holds, and how busy the machine was."""

from dataclasses import dataclass, field

from benchmarks.goals import Goals
from benchmarks.queue import loads


@dataclass
class GoalLines:
    """The lines of one run. `form` is what the installation stands on."""

    form: str
    goals: Goals = field(default_factory=Goals)

    def at_most(self, number: int, subject: str, figure: float, limit: float, unit: str = "") -> None:
        self._show(number, subject, figure, f"≤ {limit:g}{unit}", self.goals.verdict(figure <= limit))

    def at_least(self, number: int, subject: str, figure: float, limit: float, unit: str = "") -> None:
        self._show(number, subject, figure, f"≥ {limit:g}{unit}", self.goals.verdict(figure >= limit))

    def note(self, text: str) -> None:
        """What a figure was made of; no goal."""
        print(f"    {text}", flush=True)

    def _show(self, number: int, subject: str, figure: float, limit: str, verdict: str) -> None:
        print(f"{self.form} {number:3} {subject}: {figure:.3f} ({limit}): {verdict}; load {loads()}", flush=True)
