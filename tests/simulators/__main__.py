"""`python -m tests.simulators hiapi --port 9101`: a simulator by hand. Its base URL is the first line printed."""

import argparse
import asyncio
import json
import signal
import sys
from dataclasses import fields
from typing import Any, get_type_hints

from tests.simulators.site import VENDORS, options_for, serving


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    chosen = _arguments()
    changes = {name: value for name, value in vars(chosen).items() if value is not None and name not in OWN}
    try:
        options = options_for(chosen.vendor, chosen.dialect, **{**changes, **json.loads(chosen.set)})
        script = json.loads(chosen.script)
    except ValueError as error:
        sys.exit(str(error))
    asyncio.run(_serve(chosen, options, script))


OWN = {"vendor", "port", "asset_port", "dialect", "set", "script"}


async def _serve(chosen: argparse.Namespace, options: Any, script: list[dict[str, Any]]) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with serving(chosen.vendor, options, chosen.port, chosen.asset_port, script) as addresses:
        sys.stdout.write(addresses["base_url"] + "\n")
        sys.stdout.flush()
        await ended.wait()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulators", description=__doc__)
    vendors = parser.add_subparsers(dest="vendor", required=True, metavar="vendor")
    for name, (_, kind) in VENDORS.items():
        vendor = vendors.add_parser(name)
        vendor.add_argument("--port", type=int, default=0)
        vendor.add_argument("--asset-port", type=int, default=0)
        vendor.add_argument("--dialect", default="", help=f"of {', '.join(kind.DIALECTS)}; and switches, name=value")
        vendor.add_argument("--script", default="[]", help="rules of faults as JSON")
        vendor.add_argument("--set", default="{}", help="further options as JSON")
        for each in fields(kind):
            if each.name not in OWN:
                _add(vendor, each.name, get_type_hints(kind)[each.name], each.default)
    return parser.parse_args()


def _add(parser: argparse.ArgumentParser, name: str, kind: type, default: Any) -> None:
    flag, help_text = "--" + name.replace("_", "-"), f"default {default!r}"
    if kind is bool:
        parser.add_argument(flag, action=argparse.BooleanOptionalAction, default=None, help=help_text)
    else:
        parser.add_argument(flag, type=kind, default=None, help=help_text)


if __name__ == "__main__":
    main()
