"""`manage.py render SKUS.csv --model ID --out DIR`: one picture a row, bought once however often it is run."""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from catalog.models import ImageModel
from renders import batch, composing
from renders.batch import Batch, OwnWorker, ResultStream, RowResult, UnreadableRows
from renders.composing import Quote
from renders.composing.availability import available_models
from renders.models import ShotSet
from renders.models.money import OverBudget
from renders.templatetags.packshot import dollars

POLL_SECONDS = 0.5
COMMAND_LINE = "command-line"
BAR = 24


class Command(BaseCommand):
    help = "Render a picture for every row of a CSV file: sku,prompt,aspect_ratio or slug,prompt,size."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("csv", type=Path, help="the file: sku,prompt,aspect_ratio or slug,prompt,size")
        parser.add_argument("--model", required=True, help="an image model, by its id at the vendor or its name here")
        parser.add_argument("--out", required=True, type=Path, help="the folder that gets one file a SKU")
        parser.add_argument("--dry-run", action="store_true", help="check every row and say the price, order nothing")
        parser.add_argument("--skip-bad", action="store_true", help="leave bad rows out instead of ordering nothing")
        parser.add_argument("--again", action="store_true", help="order what failed in an earlier run once more")
        parser.add_argument("--resolution", choices=["1K", "2K", "4K"], help="for models that take one")
        parser.add_argument("--by", help="who orders (username); counts against their budget")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, check, launch once, follow every row to its end. Exit status 0 only if every row is ok."""
        image_model, by = model_named(options["model"]), person_named(options["by"])
        prepared = self.prepared(image_model, by, options)
        for row in prepared.bad:
            self.stderr.write(f"line {row.line}: {row.sku or '(no SKU)'}: {row.sentence}")
        if options["dry_run"]:
            self.stdout.write(price_of(prepared))
        elif prepared.rows and (not prepared.bad or options["skip_bad"]):
            self.render(prepared, by, options)
            return
        if prepared.bad:
            raise CommandError(f"{rows(len(prepared.bad))} cannot be ordered. Nothing was launched. {FIX_THE_ROWS}")

    def prepared(self, image_model: ImageModel, by: User, options: dict[str, Any]) -> Batch:
        """The file, read and checked against model and account."""
        parameters = {"resolution": options["resolution"]} if options["resolution"] else {}
        try:
            prepared = batch.prepare(options["csv"].read_bytes(), image_model, options["out"], by, parameters)
        except (OSError, UnreadableRows) as problem:
            raise CommandError(str(problem)) from None
        if prepared.problems and not prepared.earlier:
            raise CommandError(" ".join(prepared.problems))
        return prepared

    def render(self, prepared: Batch, by: User, options: dict[str, Any]) -> None:
        """Launch or resume, then report each row as it ends."""
        options["out"].mkdir(parents=True, exist_ok=True)
        try:
            shot_set = batch.launch_or_resume(prepared, by)
            ordered_again = batch.order_failed_again(shot_set, by) if options["again"] else 0
        except (composing.NotLaunchable, OverBudget) as refusal:
            raise CommandError(str(refusal)) from None
        again = f", {ordered_again} ordered again" if options["again"] else ""
        known = f"resumes {shot_set}{again}: nothing is bought twice" if prepared.earlier else f"launched {shot_set}"
        self.stdout.write(f"{price_of(prepared)}; {known}")
        failed = len(prepared.bad) + self.follow(shot_set, options["out"])
        if failed:
            total = shot_set.shots.count() + len(prepared.bad)
            raise CommandError(f"{failed} of {rows(total)} failed. Run it again with --again to order them once more.")

    def follow(self, shot_set: ShotSet, out: Path) -> int:
        """Until every row has ended; the number of rows without a picture. Works itself where no worker does."""
        progress = ProgressBar(shot_set.shots.count(), is_shown=sys.stderr.isatty())
        results, own, failed = ResultStream(shot_set, out), None, 0
        try:
            while progress.done < progress.total:
                for result in results.new():
                    failed += not result.is_ok
                    progress.count()
                    self.report(result, progress)
                progress.draw()
                if own is None and batch.is_unattended(shot_set):
                    own = OwnWorker()
                    own.start()
                if progress.done < progress.total:
                    time.sleep(POLL_SECONDS)
        except KeyboardInterrupt:
            progress.clear()
            raise CommandError(
                "Stopped. What was sent goes on at the provider; run it again to fetch it.", returncode=130
            ) from None
        finally:
            if own:
                own.stop()
        progress.clear()
        return failed

    def report(self, result: RowResult, progress: "ProgressBar") -> None:
        """One line a row, above the bar."""
        progress.clear()
        self.stdout.write(f"{result.sku}: {'ok' if result.is_ok else 'failed'} {result.text}")
        self.stdout.flush()


FIX_THE_ROWS = "Fix these rows, or leave them out with --skip-bad."


class ProgressBar:
    """A bar with rate and time left, on a terminal only."""

    def __init__(self, total: int, *, is_shown: bool) -> None:
        self.total, self.done, self.is_shown = total, 0, is_shown
        self._began, self._at_start = time.monotonic(), 0

    def count(self) -> None:
        """One row more has ended. Those that had ended before this run say nothing about its pace."""
        self.done += 1
        if time.monotonic() - self._began < POLL_SECONDS:
            self._at_start = self.done

    def line(self) -> str:
        """The bar as text."""
        seconds = max(time.monotonic() - self._began, 0.001)
        rate = (self.done - self._at_start) / seconds
        left = f"{(self.total - self.done) / rate:.0f} s left" if rate else "no pace yet"
        filled = BAR * self.done // max(1, self.total)
        return f"[{'#' * filled}{'.' * (BAR - filled)}] {self.done}/{self.total}  {rate:.2f}/s  {left}"

    def draw(self) -> None:
        """Write it over the last one."""
        if self.is_shown:
            sys.stderr.write(f"\r\x1b[K{self.line()}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Remove it from the terminal."""
        if self.is_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def model_named(name: str) -> ImageModel:
    """The enabled image model of that id at its vendor, or of that short name here."""
    matching = list(ImageModel.objects.filter(Q(slug__iexact=name) | Q(endpoint__iexact=name)))
    enabled = [model for model in matching if model.is_enabled]
    offered = available_models(enabled)[0] or enabled
    chosen = offered if len(offered) == 1 else [model for model in offered if model.slug == name.lower()]
    if chosen:
        return chosen[0]
    if enabled:
        raise CommandError(f"{name} is offered by several vendors. Choose {' or '.join(one.slug for one in enabled)}.")
    if matching:
        raise CommandError(f"{matching[0]} is switched off. {matching[0].off_reason}".strip())
    known = ", ".join(ImageModel.objects.filter(is_enabled=True).order_by("slug").values_list("slug", flat=True))
    raise CommandError(f"There is no image model {name}. There is {known or 'none; run manage.py presets first'}.")


def person_named(username: str | None) -> User:
    """Who orders: a person who may launch, or the command line itself, which nobody can sign in as."""
    people = User.objects
    if username is None:
        person, is_new = people.get_or_create(username=COMMAND_LINE, defaults={"is_active": False})
        if is_new:
            person.set_unusable_password()
            person.save()
        return person
    launcher = people.filter(username=username).first()
    if launcher is None:
        raise CommandError(f"There is nobody called {username}.")
    if not launcher.has_perm("renders.launch_shotset"):
        raise CommandError(f"{username} may not launch. Marketers may.")
    return launcher


def price_of(prepared: Batch) -> str:
    """Count times price, and the most that is reserved for it."""
    quote: Quote = prepared.plan.quote
    about = "about " if quote.is_approximate else ""
    total = f"{rows(quote.renders)} × {about}{dollars(quote.price_micros)} = {dollars(quote.total_micros)}"
    reserved = f", at most {dollars(quote.worst_case_micros)} with retries" if quote.worst_case_micros else ""
    server = f", server {dollars(quote.server_micros)}" if quote.hourly_micros else ""
    return f"{total}{reserved}{server}"


def rows(number: int) -> str:
    """ "1 row", "2 rows"."""
    return f"{number} row{'' if number == 1 else 's'}"
