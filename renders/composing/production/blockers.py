"""What is in the way of ordering a production plan: each reason once, with the placements and products it is about."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog.models import Colorway
from renders.composing.production.plans import Production, ProductionRow


@dataclass
class Blocker:
    """One reason. It is about all of the plan where it names neither placements nor colours."""

    message: str
    # The field of a placement that would have to change; empty for others.
    about: str = ""
    rows: list[ProductionRow] = field(default_factory=list)
    # The colours that lack something.
    colours: list[Colorway] = field(default_factory=list)

    @property
    def placements(self) -> list[str]:
        return [one.placement.name for one in self.rows if one.placement]


def blockers_of(production: Production) -> list[Blocker]:
    """What is wrong with placements first, then with colours, then with the plan as a whole."""
    of_placements: dict[str, Blocker] = {}
    of_colours: dict[str, Blocker] = {}
    listed = set()
    for row in production.rows:
        for problem in row.problems:
            found = of_placements.setdefault(problem.message, Blocker(problem.message, problem.field))
            found.rows += [] if row in found.rows else [row]
        for shot in row.plan.shots if row.plan else []:
            for message in shot.problems:
                found = of_colours.setdefault(message, Blocker(message))
                found.rows += [] if row in found.rows else [row]
                found.colours += [] if shot.colorway in found.colours else [shot.colorway]
                listed |= {message, f"{shot.colorway.sku}: {message}"}
    others = [Blocker(one.message) for one in production.problems if one.message not in listed | of_placements.keys()]
    return [*of_placements.values(), *of_colours.values(), *others]


def lacking_colours(rows: Sequence[ProductionRow]) -> set[int]:
    """The ids of the colours that lack something in one of these placements."""
    shots = (shot for row in rows if row.plan for shot in row.plan.shots if shot.problems)
    return {one.pk for shot in shots for one in shot.colorways}
