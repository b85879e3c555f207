"""`python -m tests.simulators.identity_provider --port 9555`: its address is the first line printed."""

import argparse
import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application


class Silent(WSGIRequestHandler):
    """Nothing is printed but the address."""

    def log_message(self, format: str, *arguments: object) -> None:
        """Nobody reads it."""


def main() -> None:
    """Serve until the process is ended. One thread, for the rows are in the memory of its connection."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulators.identity_provider", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    chosen = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.simulators.identity_provider.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    with make_server("127.0.0.1", chosen.port, get_wsgi_application(), handler_class=Silent) as server:
        sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()
