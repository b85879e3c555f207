"""Orders over our API, as a patient program makes them: each is repeated with its key until it is answered."""

import json
import threading
import urllib.request
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from http.client import HTTPException
from types import TracebackType
from typing import Self
from urllib.error import HTTPError

from tests.waiting import PATIENCE

MODEL = "flux-schnell/text-to-image"
NEW_TOKEN = """
from renders.models import ApiToken
maya, _ = User.objects.get_or_create(username="maya")
maya.groups.add(Group.objects.get(name="Marketers"))
terms = {"name": "Orders", "scopes": ["tasks"], "rate": 6000, "days": 1}
print(ApiToken.make(person=maya, by=maya, **terms)[1])
"""


class ApiOrders:
    """A few orders at a time, to whatever web answers at `address`."""

    def __init__(self, address: str, token: str, at_once: int = 4) -> None:
        self.address, self.token = f"{address}/api/v1/tasks", token
        self._pool = ThreadPoolExecutor(at_once)
        self._orders: list[Future[str]] = []
        self.failures: list[int] = []  # statuses of answers that were none
        self._is_given_up = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error:
            self._is_given_up.set()
        self._pool.shutdown(cancel_futures=True)

    def place(self, names: Iterable[str]) -> None:
        """Order one picture for each name, meanwhile."""
        self._orders += [self._pool.submit(self._order, name) for name in names]

    def __len__(self) -> int:
        """How many were placed."""
        return len(self._orders)

    @property
    def waiting(self) -> int:
        """How many were not answered yet."""
        return sum(not order.done() for order in self._orders)

    def tasks(self) -> list[str]:
        """The tasks of all orders, which were answered."""
        return [order.result(PATIENCE) for order in self._orders]

    def _order(self, name: str) -> str:
        body = {"model": MODEL, "input": {"prompt": f"picture of {name} on white", "aspect_ratio": "1:1"}}
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"order-of-{name}",
        }
        while not self._is_given_up.is_set():
            try:
                request = urllib.request.Request(self.address, json.dumps(body).encode(), headers)
                with urllib.request.urlopen(request, timeout=5) as answer:
                    return str(json.load(answer)["data"]["taskId"])
            except HTTPError as error:
                with error:
                    self.failures.append(error.code)
                self._is_given_up.wait(0.3)
            except (OSError, HTTPException):
                self._is_given_up.wait(0.3)
        raise TimeoutError(f"{name} was not answered")
