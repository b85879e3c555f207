"""A simulator at work: the vendor's API, its asset host and the trap, each a port of loopback, on one event loop."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

from tests.listening import stop_listening
from tests.simulators import served_pictures
from tests.simulators.control import PREFIX, Control
from tests.simulators.hiapi_options import HiapiOptions
from tests.simulators.options import changed
from tests.simulators.provider_clock import ProviderClock
from tests.simulators.server import Connection, Responder, listen
from tests.simulators.simulated_hiapi import SimulatedHiapi
from tests.simulators.simulated_imagepipeline import ImagepipelineOptions, SimulatedImagepipeline
from tests.simulators.simulated_pixelmuse import PixelmuseOptions, SimulatedPixelmuse
from tests.simulators.simulated_vendor import SimulatedVendor

VENDORS: dict[str, tuple[type[SimulatedVendor], Any]] = {
    "hiapi": (SimulatedHiapi, HiapiOptions),
    "pixelmuse": (SimulatedPixelmuse, PixelmuseOptions),
    "imagepipeline": (SimulatedImagepipeline, ImagepipelineOptions),
}


def options_for(name: str, dialect: str = "", **changes: Any) -> Any:
    """A vendor's options: its defaults, then a dialect's, then the changes. Raises `ValueError`.

    `dialect` is one of the vendor's presets and single switches, with commas between: `guide,expiry=iso`.
    """
    if name not in VENDORS:
        raise ValueError(f"No vendor {name}. There are {', '.join(VENDORS)}.")
    options = VENDORS[name][1]()
    for word in filter(None, dialect.split(",")):
        switch, is_switch, value = word.partition("=")
        if not is_switch and switch not in options.DIALECTS:
            raise ValueError(f"No dialect {switch}. There are {', '.join(options.DIALECTS)}.")
        changed(options, {switch: value} if is_switch else options.DIALECTS[switch])
    changed(options, changes)
    return options


@contextlib.asynccontextmanager
async def serving(
    name: str, options: Any, port: int = 0, asset_port: int = 0, script: Sequence[dict[str, Any]] = ()
) -> AsyncIterator[dict[str, str]]:
    """Serve until the block ends; gives the addresses by name (`base_url`, `asset_url`, `trap_url`, …)."""
    vendor = VENDORS[name][0](options, ProviderClock(options.scale))
    vendor.script.replace(script)
    served_pictures.drawn(served_pictures.fitted((1024, 1024), min(options.pixels or 1, 64)), options.picture_format, 0)
    hosts = {
        "base_url": (_with_control(vendor), port),
        "asset_url": (lambda request: vendor.assets.answer(request), asset_port),
        "trap_url": (lambda request: vendor.assets.trapped(request), 0),
        **{host: (responder, 0) for host, responder in vendor.other_hosts().items()},
    }
    connections: set[Connection] = set()
    servers = []
    for host, (responder, wanted) in hosts.items():
        server, vendor.addresses[host] = await listen(responder, wanted, connections)
        servers.append(server)
    sending = asyncio.create_task(vendor.callbacks.run())
    try:
        yield vendor.addresses
    finally:
        await _end(servers, connections, sending)


def _with_control(vendor: SimulatedVendor) -> Responder:
    control = Control(vendor)
    return lambda request: (control if request.path.startswith(PREFIX) else vendor).answer(request)


async def _end(servers: list[asyncio.Server], connections: set[Connection], sending: "asyncio.Task[None]") -> None:
    sending.cancel()
    for server in servers:
        await stop_listening(server)
    for connection in list(connections):
        connection.transport.abort()
    left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
