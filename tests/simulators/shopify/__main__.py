"""`python -m tests.simulators.shopify --port 9201`: a shop by hand. Its base URL is the first line printed."""

import argparse
import asyncio
import json
import signal
import sys

from tests.simulators.options import changed
from tests.simulators.shopify.shop import ShopOptions
from tests.simulators.shopify.site import serving


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulators.shopify", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--set", default="{}", help="options as JSON")
    chosen = parser.parse_args()
    options = ShopOptions()
    try:
        changed(options, json.loads(chosen.set))
    except ValueError as error:
        sys.exit(str(error))
    asyncio.run(_serve(options, chosen.port))


async def _serve(options: ShopOptions, port: int) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with serving(options, port) as urls:
        sys.stdout.write(urls["base"] + "\n")
        sys.stdout.flush()
        await ended.wait()


if __name__ == "__main__":
    main()
