"""`manage.py fill --renders N`: a believable database of any size, for measuring pages and trying things out."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.demo.seed import NoArtwork
from renders import filling


class Command(BaseCommand):
    help = "Fill an empty database with two years of a team's work. One that holds shot sets is refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--renders", type=size, required=True, metavar="N", help="how many renders it is to hold")
        parser.add_argument("--seed", type=int, default=1, help="another number makes another database (default 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill it, and say how long that took. Exit status 1 when it holds sets."""
        began = time.monotonic()
        try:
            filling.fill(options["renders"], seed=options["seed"], report=self.report)
        except (filling.HoldsSets, NoArtwork) as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{options['renders']:,} renders in {time.monotonic() - began:.0f} s.")

    def report(self, done: int) -> None:
        """A line now and then: a large database takes minutes."""
        self.stderr.write(f"  {done:,} renders")


def size(text: str) -> int:
    """A number of renders that makes a database with something of everything."""
    number = int(text.replace("_", ""))
    if number < filling.FEWEST_RENDERS:
        raise ArgumentTypeError(f"at least {filling.FEWEST_RENDERS}")
    return number
