"""`python -m tests.simulators.woocommerce --port 9110`: the shop by hand. Its base URL is the first line printed."""

import argparse
import asyncio
import json
import signal
import sys

from tests.simulators.woocommerce.options import WooOptions, with_changes
from tests.simulators.woocommerce.running import serving


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulators.woocommerce", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--set", default="{}", help="options as JSON")
    chosen = parser.parse_args()
    asyncio.run(_serve(chosen.port, with_changes(WooOptions(), json.loads(chosen.set))))


async def _serve(port: int, options: WooOptions) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with serving(options, port) as base_url:
        sys.stdout.write(base_url + "\n")
        sys.stdout.flush()
        await ended.wait()


if __name__ == "__main__":
    main()
