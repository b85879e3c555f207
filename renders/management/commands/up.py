"""`manage.py up`: everything a newcomer needs, in one process tree."""

import socket
import sys
import tempfile
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import Q

from catalog.models import Product
from config import people, static_files
from config.supervision.listening import CannotListen, address_of, listen, own_names
from config.supervision.supervising import Query, WatchPlan, become
from renders import demo
from renders.management.set_up import alone, migrate
from renders.models import Render

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Command(BaseCommand):
    """Sets the installation up, then serves it and works for it until Ctrl-C."""

    help = "Set Packshot up on this machine and run it: database, demo, static files, web and worker."
    requires_system_checks = []  # migrate runs them, once

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and whether to begin with the demo."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
        parser.add_argument("--port", default=8000, type=int, help="port to listen on (default: 8000; 0: any free one)")
        parser.add_argument(
            "--no-demo", action="store_true", help="begin empty; print a link to create the first admin"
        )

    def handle(self, *args: object, host: str, port: int, no_demo: bool, **options: object) -> None:
        """Set up, start, print the address, watch until stopped."""
        check_writable(settings.DATA_DIR)
        try:
            listener = listen(host, port)
        except CannotListen as problem:
            raise CommandError(str(problem)) from None
        self.say(f"Packshot sets itself up in {settings.DATA_DIR}")
        self.set_up(with_demo=not no_demo)
        plan = WatchPlan(
            programs=programs(listener),
            environment=environment(host),
            port=listener.fileno(),
            host=host,
            ready=self.ready(listener, host),
            open_requests=open_requests(),
        )
        connection.close()
        self.stdout.flush()
        become([sys.executable, str(settings.BASE_DIR / "manage.py"), "up", "--watch"], plan)

    def say(self, sentence: str) -> None:
        """One line on the screen, at once."""
        self.stdout.write(sentence)
        self.stdout.flush()

    def set_up(self, *, with_demo: bool) -> None:
        """Bring the database and the static files to where this version needs them; safe to repeat."""
        with alone():
            migrate()
            if with_demo and is_empty():
                self.say("Adding the demo catalogue")
                call_command("demo", stdout=StringIO())
            call_command("presets", stdout=StringIO())
            static_files.gather()
        connection.close()

    def ready(self, listener: socket.socket, host: str) -> str:
        """The address, and how to get in."""
        address = f"{settings.PUBLIC_BASE_URL}/" if settings.PUBLIC_BASE_URL else address_of(listener, host)
        lines = [f"\nPackshot is ready:  {address}\n"]
        lines += [f"  {each.group:<10} {each.username:<6} {each.password}" for each in demo.sign_ins()]
        if link := first_admin_link():
            lines.append(f"  Create the first admin: {address.rstrip('/')}{link}\n  The link works once.")
        if host not in LOOPBACK and not settings.IS_HTTPS:
            lines.append("\nOthers can reach this port, and nothing is encrypted. Put an HTTPS proxy in front of it.")
        return "\n".join([*lines, "\nCtrl-C stops it."])


def check_writable(folder: Path) -> None:
    """Raise CommandError when no file can be made in `folder`."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as problem:
        raise CommandError(f"DATA_DIR {folder} cannot be written: {problem.strerror}.") from problem


def is_empty() -> bool:
    """Whether the database has neither people nor products yet."""
    return not get_user_model().objects.exists() and not Product.objects.exists()


def first_admin_link() -> str:
    """The path that lets the first admin choose a password; empty when somebody can administer already,
    or comes from a provider that alone lets people in."""
    if settings.SINGLE_SIGN_ON.is_only:
        return ""
    admins = get_user_model().objects.filter(Q(groups__name=people.ADMINS) | Q(is_superuser=True), is_active=True)
    if admins.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exists():
        return ""
    return people.one_time_link(people.first_admin())


def open_requests() -> Query:
    """Requests that cost money, were sent, and whose answer has not come."""
    paid = Render.objects.filter(state=Render.State.SUBMITTING, price_micros__gt=0).order_by().values("pk")[:1]
    sql, values = paid.query.sql_with_params()
    kind, known = connection.vendor, connection.get_connection_params()
    if kind == "sqlite":
        return Query(kind, {"database": str(known["database"]), "timeout": 1}, sql.replace("%s", "?"), values)
    names = {"host", "port", "dbname", "user", "password", "sslmode", "sslrootcert", "sslcert", "sslkey", "service"}
    return Query(kind, {name: value for name, value in known.items() if name in names}, sql, values)


def environment(host: str) -> dict[str, str]:
    """What web and worker get beside our own environment. DEBUG is off in both, whatever that says."""
    hosts = [*settings.ALLOWED_HOSTS, *own_names(host)]
    return {
        "DEBUG": "false",
        "DATA_DIR": str(settings.DATA_DIR),
        "ALLOWED_HOSTS": ",".join(dict.fromkeys(hosts)),
    }


def programs(listener: socket.socket) -> dict[str, list[str]]:
    """The commands of the web on `listener`, and of the worker."""
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    return {"web": [*manage, "web", "--listener", str(listener.fileno())], "worker": [*manage, "worker"]}
