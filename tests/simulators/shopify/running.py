"""A simulated shop for tests: in a thread of this process or in a process of its own."""

import asyncio
import contextlib
import json
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

from tests.simulators.options import changed
from tests.simulators.running import ROOT
from tests.simulators.shopify.shop import ShopOptions
from tests.simulators.shopify.site import serving
from tests.waiting import PATIENCE

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class SimulatedShop:
    """A running shop, wherever it runs, and what somebody does in its own pages."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.storage_url: str = self._get("addresses")["storage"]
        self.token: str = self._get("options")["token"]

    @property
    def hosts(self) -> list[str]:
        """What OUTBOUND_ALLOW has to name."""
        return [urlsplit(url).netloc for url in (self.base_url, self.storage_url)]

    def add_product(self, title: str, skus: Sequence[str]) -> str:
        """Its id."""
        return str(self.edit("add_product", title=title, skus=list(skus))["id"])

    def add_picture(self, product: str, name: str, **fields: Any) -> str:
        """One that somebody else put at the end of the gallery; its id."""
        return str(self.edit("add_picture", product=product, name=name, **fields)["id"])

    def edit(self, what: str, **fields: Any) -> dict[str, Any]:
        done: dict[str, Any] = self._post("edit", {"what": what, **fields})
        return done

    def script(self, *rules: dict[str, Any]) -> None:
        """Put these faults in place of all; none to let everything go well."""
        self._post("script", list(rules))

    def set(self, **changes: Any) -> None:
        """Change options while it runs."""
        self._post("options", changes)

    def shop(self) -> dict[str, Any]:
        """`products` with their media and the picture of each variant by SKU, and `files` by id."""
        document: dict[str, Any] = self._get("shop")
        return document

    def media(self, product: str) -> list[str]:
        """The gallery of a product, by ids."""
        return list(next(each["media"] for each in self.shop()["products"] if each["id"] == product))

    def variants(self, product: str) -> dict[str, str]:
        """The picture of each variant, by SKU."""
        return dict(next(each["variants"] for each in self.shop()["products"] if each["id"] == product))

    def stats(self) -> dict[str, Any]:
        """`reads`, `writes`, `operations` with their counts, `leaks` of the token."""
        document: dict[str, Any] = self._get("stats")
        return document

    def count(self, operation: str) -> int:
        """How often an operation was asked for."""
        return int(self.stats()["operations"].get(operation, 0))

    def writes(self) -> int:
        return int(self.stats().get("writes", 0))

    def _get(self, name: str) -> Any:
        return self._call(urllib.request.Request(f"{self.base_url}/_control/{name}"))

    def _post(self, name: str, document: Any) -> Any:
        url = f"{self.base_url}/_control/{name}"
        headers = {"Content-Type": "application/json"}
        return self._call(urllib.request.Request(url, json.dumps(document).encode(), headers))

    def _call(self, request: urllib.request.Request) -> Any:
        try:
            with _DIRECT.open(request, timeout=PATIENCE) as answer:
                return json.load(answer)
        except HTTPError as error:
            with error:
                raise ValueError(error.read().decode()) from None


@contextlib.contextmanager
def simulated_shop(*, apart: bool = False, allows_leaks: bool = False, **options: Any) -> Iterator[SimulatedShop]:
    """A shop for the length of a block. Fails at the end if the token came to the storage."""
    with _in_process(options) if apart else _in_thread(options) as base_url:
        shop = SimulatedShop(base_url)
        yield shop
        leaks = shop.stats()["leaks"]
    assert allows_leaks or not leaks, leaks


@contextlib.contextmanager
def _in_thread(changes: dict[str, Any]) -> Iterator[str]:
    options = ShopOptions()
    changed(options, changes)
    ready, ended = threading.Event(), asyncio.Event()
    started: dict[str, Any] = {}

    async def serve() -> None:
        started["loop"] = asyncio.get_running_loop()
        async with serving(options) as urls:
            started.update(urls)
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), name="simulated Shopify", daemon=True)
    thread.start()
    if not ready.wait(PATIENCE):
        raise RuntimeError("The simulated Shopify did not start.")
    try:
        yield started["base"]
    finally:
        started["loop"].call_soon_threadsafe(ended.set)
        thread.join()


@contextlib.contextmanager
def _in_process(changes: dict[str, Any]) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.simulators.shopify", "--set", json.dumps(changes)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline().strip() if process.stdout else ""
            if not line:
                raise RuntimeError("The simulated Shopify did not start.")
            yield line
        finally:
            process.terminate()
