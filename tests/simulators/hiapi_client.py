"""Ordering from the simulated hiapi, as its tests do it."""

from typing import Any

import httpx

from tests.simulators import Simulator
from tests.simulators.conftest import client

SCHNELL = {"model": "flux-schnell/text-to-image", "input": {"prompt": "a mug", "aspect_ratio": "4:5"}}
TASK_SECONDS = 120  # provider seconds after which a task of the usual length has ended


def create(sim: Simulator, body: dict[str, Any] = SCHNELL, timeout: float = 5, **headers: str) -> httpx.Response:
    """Post an order and wait so many of our seconds for the answer."""
    with client(sim, **headers) as account:
        return account.post("/v1/tasks", json=body, timeout=timeout)


def created(sim: Simulator, body: dict[str, Any] = SCHNELL) -> str:
    """Post an order; the id of its task."""
    task_id: str = create(sim, body).json()["data"]["taskId"]
    return task_id


def read_task(sim: Simulator, task_id: str) -> dict[str, Any]:
    """The task as it is shown now."""
    with client(sim) as account:
        shown: dict[str, Any] = account.get(f"/v1/tasks/{task_id}").json()["data"]
        return shown


def finished(sim: Simulator, body: dict[str, Any] = SCHNELL) -> dict[str, Any]:
    """Post an order and let its time pass; the task as it is shown then."""
    task_id = created(sim, body)
    sim.advance(TASK_SECONDS)
    return read_task(sim, task_id)


def with_input(body: dict[str, Any], **changes: object) -> dict[str, Any]:
    """The same order with other input."""
    return {**body, "input": {**body["input"], **changes}}


def with_callback(url: str) -> dict[str, Any]:
    """An order that wants to be called back there."""
    return {**SCHNELL, "callback": {"url": url}}
