"""The registry of background steps: which rows owe what, and who does it. The clock and the tasks read it.

To add a kind of background row: a model that inherits `Leased`, a function that does its step, one line here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from renders.models import Account, Lease, Leased, Publication, Render, publications
from renders.models.leases import LeasedQuery
from renders.models.renders import State
from renders.pipeline import collect, dispatch, inspect, publish, submit
from renders.schedule import Enqueue


@dataclass(frozen=True)
class Step:
    """One kind of work on one kind of row.

    `run(key, lease)` does it and returns what to enqueue next. `states` are those in which a row owes the step; empty
    for rows without a state. `key` is the field whose value the step is called with: renders of one attempt share it.
    """

    name: str
    model: type[Leased]
    run: Callable[[int, Lease], Iterable[Enqueue]]
    priority: int
    states: frozenset[str] = frozenset()
    key: str = "pk"
    postpones_due: bool = False

    def rows(self, key: int) -> LeasedQuery:
        """The rows that this step leases when it is called with `key`."""
        rows = self.model.fast.filter(**{self.key: key})
        return rows.filter(state__in=self.states) if self.states else rows


# Short steps that fill slots run before image work; a picture is inspected before the next one is fetched.
STEPS = (
    Step("drive", Account, dispatch.drive_account, 50, postpones_due=True),
    Step("submit", Render, submit.submit_attempt, 40, frozenset({State.ASSIGNED}), key="attempt"),
    Step("resolve", Render, submit.resolve_attempt, 30, frozenset({State.SUBMITTING, State.IN_DOUBT}), key="attempt"),
    Step(
        "publish",
        Publication,
        publish.publish_picture,
        20,
        publications.DUE_STATES,
    ),
    Step("inspect", Render, inspect.inspect_render, 10, frozenset({State.STORED})),
    Step("collect", Render, collect.collect_render, 0, frozenset({State.FINISHED})),
)
MODELS: tuple[type[Leased], ...] = tuple(dict.fromkeys(step.model for step in STEPS))


def steps_of(model: type[Leased]) -> list[Step]:
    return [step for step in STEPS if step.model is model]
