"""`manage.py web`: the pages without the background work."""

import socket
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from config import static_files
from config.supervision.heaps import share_heaps
from config.supervision.listening import CannotListen, address_of, listen
from config.web.serving import Serving


class Command(BaseCommand):
    help = "Serve the pages until Ctrl-C. `manage.py worker` does the background work."
    requires_system_checks = []  # `up` and `migrate` run them

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen; `up` hands over a port that is open already."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
        parser.add_argument("--port", default=8000, type=int, help="port to listen on (default: 8000)")
        parser.add_argument("--listener", type=int, help="the number of an open listening socket, in place of both")

    def handle(self, *args: object, host: str, port: int, listener: int | None, **options: object) -> None:
        share_heaps()
        if listener is None:
            static_files.gather()  # first: the application looks once, when it is made, at which files there are
        from config.wsgi import application  # noqa: PLC0415 - it refuses a database that was not migrated

        Serving(application, self.opened(host, port) if listener is None else socket.socket(fileno=listener)).run()

    def opened(self, host: str, port: int) -> socket.socket:
        try:
            opened = listen(host, port)
        except CannotListen as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"Packshot serves {address_of(opened, host)}")
        self.stdout.flush()
        return opened
