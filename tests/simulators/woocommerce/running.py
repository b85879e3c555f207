"""The simulated shop in a thread of this process or in a process of its own, read through its control API."""

import asyncio
import contextlib
import json
import subprocess
import sys
import threading
import urllib.request
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from tests.listening import stop_listening
from tests.simulators.server import Connection, listen
from tests.simulators.woocommerce.options import KEY, PASSWORD, SECRET, USER, WooOptions, with_changes
from tests.simulators.woocommerce.shop_control import PREFIX, ShopControl
from tests.simulators.woocommerce.simulated_shop import SimulatedWooShop
from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parent.parent.parent.parent
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class WooSimulator:
    """A running shop, wherever it runs."""

    user, password, key, secret = USER, PASSWORD, KEY, SECRET

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.host = base_url.removeprefix("http://")

    def add_product(
        self, sku: str, *, name: str = "", variations: Sequence[str] = (), pictures: int = 0
    ) -> dict[str, Any]:
        """`id`, `variations` and `pictures`, which are foreign."""
        body = {"sku": sku, "name": name or sku, "variations": list(variations), "pictures": pictures}
        return dict(self.post("product", body))

    def products(self) -> list[dict[str, Any]]:
        return list(self.get("shop")["products"])

    def media(self) -> list[dict[str, Any]]:
        """Every attachment, foreign ones too, by number."""
        return list(self.get("shop")["media"])

    def pictures_of(self, product: int) -> list[int]:
        """The numbers of a gallery in their order."""
        return list(next(each["images"] for each in self.products() if each["id"] == product))

    def variation_pictures(self, product: int) -> dict[str, int]:
        """The number of each variation's own picture, by SKU; 0 without one."""
        listed = next(each["variations"] for each in self.products() if each["id"] == product)
        return {each["sku"]: each["image"] for each in listed}

    def stats(self) -> dict[str, Any]:
        return dict(self.get("stats"))

    def script(self, *rules: dict[str, Any]) -> None:
        """Put these rules in place of all; none to let everything go well."""
        self.post("script", list(rules))

    def set(self, **changes: Any) -> None:
        self.post("options", changes)

    def edit(self, product: int, **changes: Any) -> None:
        """What a person does in the shop meanwhile."""
        self.post("edit", {"product": product, **changes})

    def remove(self, **what: Any) -> None:
        self.post("remove", what)

    def change(self, media: int, how: str) -> None:
        self.post("change", {"media": media, "how": how})

    def get(self, name: str) -> Any:
        """GET from the control API."""
        return self._call(urllib.request.Request(f"{self.base_url}/_control/{name}"))

    def post(self, name: str, document: Any) -> Any:
        """POST to the control API. Raises `ValueError` with its error."""
        url = f"{self.base_url}/_control/{name}"
        return self._call(
            urllib.request.Request(url, json.dumps(document).encode(), {"Content-Type": "application/json"})
        )

    def _call(self, request: urllib.request.Request) -> Any:
        try:
            with _DIRECT.open(request, timeout=PATIENCE) as answer:
                return json.load(answer)
        except HTTPError as error:
            with error:
                raise ValueError(error.read().decode()) from None


@contextlib.contextmanager
def woocommerce(*, apart: bool = False, **options: Any) -> Iterator[WooSimulator]:
    """A shop for the length of a block, in a thread, or in a process of its own when `apart`.

    Fails at the end if the password was sent along when a file was fetched.
    """
    with _in_process(options) if apart else _in_thread(options) as base_url:
        shop = WooSimulator(base_url)
        yield shop
        leaks = shop.stats()["passwords_at_files"]
    assert not leaks, f"{leaks} files were fetched with the password."


@contextlib.asynccontextmanager
async def serving(options: WooOptions, port: int = 0) -> AsyncIterator[str]:
    """Serve until the block ends."""
    shop = SimulatedWooShop(options)
    control = ShopControl(shop)
    connections: set[Connection] = set()
    server, base_url = await listen(
        lambda request: (control if request.path.startswith(PREFIX) else shop).answer(request), port, connections
    )
    shop.listens_at(base_url)
    try:
        yield base_url
    finally:
        await stop_listening(server)
        for connection in list(connections):
            connection.transport.abort()
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


@contextlib.contextmanager
def _in_thread(changes: dict[str, Any]) -> Iterator[str]:
    options = with_changes(WooOptions(), changes)
    ready, ended = threading.Event(), asyncio.Event()
    started: dict[str, Any] = {}

    async def serve() -> None:
        started["loop"] = asyncio.get_running_loop()
        async with serving(options) as base_url:
            started["base_url"] = base_url
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), name="simulated shop", daemon=True)
    thread.start()
    if not ready.wait(PATIENCE):
        raise RuntimeError("The simulated shop did not start.")
    try:
        yield started["base_url"]
    finally:
        started["loop"].call_soon_threadsafe(ended.set)
        thread.join()


@contextlib.contextmanager
def _in_process(changes: dict[str, Any]) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.simulators.woocommerce", "--set", json.dumps(changes)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline().strip() if process.stdout else ""
            if not line:
                raise RuntimeError("The simulated shop did not start.")
            yield line
        finally:
            process.terminate()
