"""What a benchmark or a test asks afterwards: floors, lags, how full the slots were. Instants are provider seconds."""

import heapq
import statistics
from collections.abc import Sequence
from typing import Any

from tests.simulators.provider_clock import ProviderClock
from tests.simulators.task_queue import SimulatedTask


def measured(tasks: Sequence[SimulatedTask], cap: int, clock: ProviderClock) -> dict[str, Any]:
    """Figures over all tasks that end. `_seconds` are ours, `_provider_seconds` the provider's."""
    ending = [task for task in tasks if not task.never_ends]
    if not ending:
        return {"tasks": len(tasks)}
    services = [task.finished - task.started for task in ending]
    first, last = min(task.created for task in ending), max(task.finished for task in ending)
    return {
        "tasks": len(tasks),
        "work_seconds": clock.wall(sum(services)),
        "floor_seconds": clock.wall(_back_to_back(services, cap)),
        "span_seconds": clock.wall(last - first),
        "first_created": clock.stamp(first),
        "last_finished": clock.stamp(last),
        "peak_outstanding": peak([(task.created, task.finished) for task in ending]),
        "utilisation": _utilisation(ending, cap, first, last),
        "seen_lag_provider_seconds": _spread([task.seen - task.finished for task in ending if task.seen is not None]),
        "fetch_lag_provider_seconds": _spread([t.fetched[0] - t.finished for t in ending if 0 in t.fetched]),
    }


def peak(spans: Sequence[tuple[float, float]]) -> int:
    """The largest number of spans open at one moment."""
    steps = sorted([(begin, 1) for begin, _ in spans] + [(end, -1) for _, end in spans])
    highest = now_open = 0
    for _, step in steps:
        now_open += step
        highest = max(highest, now_open)
    return highest


def described(task: SimulatedTask, clock: ProviderClock) -> dict[str, Any]:
    """One task for the control API, with Unix seconds."""
    instants = {"created": task.created, "started": task.started, "finished": task.finished, "seen": task.seen}
    stamps = {name: None if at is None else clock.stamp(at) for name, at in instants.items()}
    return {
        "id": task.id,
        "number": task.number,
        "account": task.account,
        "model": task.order.model,
        "phase": task.phase(clock.now()),
        "input": task.order.input,
        "details": task.order.details,
        "callback_url": task.order.callback_url,
        "faults": sorted(task.faults),
        **stamps,
        "fetched": {str(index): clock.stamp(at) for index, at in task.fetched.items()},
    }


def _back_to_back(services: Sequence[float], cap: int) -> float:
    """How long the same tasks take in the same order when all are there from the start."""
    free_at = [0.0] * cap
    for service in services:
        heapq.heapreplace(free_at, free_at[0] + service)
    return max(free_at)


def _utilisation(tasks: Sequence[SimulatedTask], cap: int, first: float, last: float) -> float:
    """The share of slot time used in the middle 80 % of the span."""
    begin, end = first + 0.1 * (last - first), last - 0.1 * (last - first)
    used = sum(max(0.0, min(task.finished, end) - max(task.started, begin)) for task in tasks)
    return used / (cap * (end - begin)) if end > begin else 0.0


def _spread(lags: Sequence[float]) -> dict[str, float]:
    if not lags:
        return {}
    ordered = sorted(lags)
    return {
        "mean": statistics.fmean(ordered),
        "p50": ordered[len(ordered) // 2],
        "p95": ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))],
        "max": ordered[-1],
    }
