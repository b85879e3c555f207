"""`manage.py render SKUS.csv --model ID --out DIR`: one picture a row, bought once however often it is run."""

import sys
import time
from argparse import ArgumentParser
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from catalog.models import ImageModel
from renders import batch, composing, providers
from renders.batch import Batch, BatchMonitor, OwnWorker, ResultStream, RowResult, UnreadableRows
from renders.composing import Quote
from renders.composing.availability import available_models
from renders.management.progress import ProgressBar
from renders.management.set_up import add_paid_models, alone, is_new, migrate
from renders.models import ShotSet
from renders.models.money import OverBudget
from renders.templatetags.packshot import dollars

POLL_SECONDS = 0.5
COMMAND_LINE = "command-line"
# Some rows wait for a person, and running it again alone will not help.
WAITING = 3
STOPPED = 130
EXIT_STATUSES = (
    "Exit status: 0, every row has its picture; 1, rows failed or nothing was ordered; 3, rows still wait for "
    "somebody: a doubt, a paused or switched-off account, a missing key; 130, stopped by Ctrl-C. After 3 and 130 what "
    "was ordered stays ordered, and running the same command again goes on with it."
)


class Command(BaseCommand):
    help = "Render a picture for every row of a CSV file: sku,prompt,aspect_ratio or slug,prompt,size."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = EXIT_STATUSES
        parser.add_argument("csv", type=Path, help="the file: sku,prompt,aspect_ratio or slug,prompt,size")
        parser.add_argument("--model", required=True, help="an image model, by its id at the vendor or its name here")
        parser.add_argument("--out", required=True, type=Path, help="the folder that gets one file a SKU")
        parser.add_argument("--dry-run", action="store_true", help="check every row and say the price, order nothing")
        parser.add_argument("--skip-bad", action="store_true", help="leave bad rows out instead of ordering nothing")
        parser.add_argument(
            "--again", action="store_true", help="order what failed in an earlier run once more; this may cost again"
        )
        parser.add_argument("--resolution", choices=["1K", "2K", "4K"], help="for models that take one")
        parser.add_argument("--by", help="who orders (username); counts against their budget")
        parser.add_argument(
            "--wait",
            type=float,
            metavar="SECONDS",
            help="how long to wait while the account is paused and nothing moves "
            "(default: 70 after a refusal, 600 in an outage)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, check, launch once, follow every row to its end. `EXIT_STATUSES` says how it ends."""
        self.set_up()
        image_model, by = self.image_model(options), person_named(options["by"])
        # Together, or two runs that start at once both find that template and colorways are still to be made.
        with alone():
            prepared = self.prepared(image_model, by, options)
            for row in prepared.bad:
                self.stderr.write(f"line {row.line}: {row.sku or '(no SKU)'}: {row.sentence}")
            is_ordered = prepared.rows and not options["dry_run"] and (options["skip_bad"] or not prepared.bad)
            shot_set = self.launch(prepared, by, options) if is_ordered else None
        if shot_set:
            self.finish(shot_set, prepared, image_model, options)
        elif options["dry_run"]:
            self.stdout.write(price_of(prepared))
        if prepared.bad and not shot_set:
            raise CommandError(f"{rows(len(prepared.bad))} cannot be ordered. Nothing was launched. {FIX_THE_ROWS}")

    def set_up(self) -> None:
        """A database to work with, and image models to order from."""
        with alone():
            if is_new():
                self.stderr.write(f"Packshot sets itself up in {settings.DATA_DIR}")
                migrate()
            add_paid_models()

    def image_model(self, options: dict[str, Any]) -> ImageModel:
        """What an earlier run of the same command ordered with, whatever became of its vendor since: elsewhere the same
        rows would be bought a second time. Else the one that is named."""
        matching = models_named(options["model"])
        if options["csv"].is_file():
            data, out, parameters = options["csv"].read_bytes(), options["out"], parameters_of(options)
            for model in matching:
                if batch.launched_as(batch.token_of(data, model, out, parameters)):
                    return model
        return chosen_of(matching, options["model"])

    def prepared(self, image_model: ImageModel, by: User, options: dict[str, Any]) -> Batch:
        """The file, read and checked against model and account."""
        parameters = parameters_of(options)
        try:
            prepared = batch.prepare(options["csv"].read_bytes(), image_model, options["out"], by, parameters)
        except (OSError, UnreadableRows) as problem:
            raise CommandError(str(problem)) from None
        if not image_model.is_enabled and (options["again"] or not prepared.earlier):
            raise CommandError(f"{image_model} is switched off. {image_model.off_reason}".strip())
        if prepared.problems and not prepared.earlier:
            raise CommandError(" ".join(prepared.problems))
        return prepared

    def launch(self, prepared: Batch, by: User, options: dict[str, Any]) -> ShotSet:
        """Launch or resume, and say which."""
        options["out"].mkdir(parents=True, exist_ok=True)
        try:
            shot_set = batch.launch_or_resume(prepared, by)
            again = batch.order_failed_again(shot_set, by) if options["again"] else []
            fetched = batch.fetch_lost_again(shot_set, by) if not options["again"] else 0
        except OverBudget as refusal:
            raise CommandError(over_budget(refusal)) from None
        except composing.NotLaunchable as refusal:
            raise CommandError(str(refusal)) from None
        if not prepared.earlier:
            begun = f"launched {shot_set}"
        elif fetched:
            begun = f"resumes {shot_set}, fetches {fetched} paid pictures again: nothing is bought twice"
        elif again:
            cost = dollars(sum(render.price_micros for render in again))
            begun = f"resumes {shot_set}, {rows(len(again))} that failed ordered again: up to {cost} more"
        else:
            begun = f"resumes {shot_set}: nothing is bought twice"
        self.stdout.write(f"{price_of(prepared)}; {begun}")
        return shot_set

    def finish(self, shot_set: ShotSet, prepared: Batch, image_model: ImageModel, options: dict[str, Any]) -> None:
        """Report each row as it ends."""
        monitor = BatchMonitor(shot_set, timedelta(seconds=options["wait"]) if options["wait"] is not None else None)
        ended = self.follow(monitor, options["out"], providers.missing_keys(image_model.provider))
        lost = batch.lost_pictures(shot_set).count()
        conclude(ended + Counter(failed=len(prepared.bad)), shot_set.shots.count() + len(prepared.bad), lost)

    def follow(self, monitor: BatchMonitor, out: Path, missing_keys: list[str]) -> Counter[str]:
        """Until every row has ended or nothing can move any more; how many ended how. Works itself where no worker
        does."""
        progress = ProgressBar(monitor.shot_set.shots.count(), is_shown=sys.stderr.isatty())
        results, own, ended = ResultStream(monitor.shot_set, out), None, Counter[str]()
        try:
            while True:
                for result in results.new():
                    ended[result.status] += 1
                    progress.count()
                    self.report(result, progress)
                self.warn(monitor.news(), progress)
                if progress.done >= progress.total or monitor.is_stuck:
                    break
                progress.draw()
                if own is None and batch.is_unattended(monitor.shot_set):
                    if missing_keys:
                        self.warn([NO_KEY.format(" and ".join(missing_keys))], progress)
                        break
                    own = OwnWorker()
                    own.start()
                time.sleep(POLL_SECONDS)
        except KeyboardInterrupt:
            progress.clear()
            raise CommandError(
                "Stopped. What was sent goes on at the provider; run it again to fetch it.", returncode=STOPPED
            ) from None
        finally:
            if own:
                own.stop()
        progress.clear()
        return ended

    def report(self, result: RowResult, progress: ProgressBar) -> None:
        """One line a row, above the bar."""
        progress.clear()
        self.stdout.write(f"{result.sku}: {result.status} {result.text}")
        self.stdout.flush()

    def warn(self, sentences: list[str], progress: ProgressBar) -> None:
        """What holds rows back, above the bar."""
        for sentence in sentences:
            progress.clear()
            self.stderr.write(sentence)
            self.stderr.flush()


FIX_THE_ROWS = "Fix these rows, or leave them out with --skip-bad."
NO_KEY = "No worker runs, and this command has no key of the provider. Set {} where it is started."


def conclude(ended: Counter[str], total: int, lost: int) -> None:
    """Raise `CommandError` unless every row has its picture. `lost` of them are paid for and could not be fetched."""
    failed, doubts = ended["failed"], ended["in doubt"]
    open_rows = total - ended.total()
    sentences = []
    if open_rows:
        sentences.append(
            f"Nothing moves any more: {open_rows} of {rows(total)} wait and stay ordered. Once that is put right, run "
            "the same command again."
        )
    if doubts:
        sentences.append(f"{doubts} of {rows(total)} {'is' if doubts == 1 else 'are'} in doubt.")
    if failed:
        sentences.append(f"{failed} of {rows(total)} failed. Run it again with --again to order them once more.")
    if lost:
        sentences.append(
            f"{rows(lost).capitalize()} of them {'is' if lost == 1 else 'are'} paid for, but the picture could not be "
            "fetched. Run the same command without --again to fetch it: that costs nothing."
        )
    if sentences:
        raise CommandError(" ".join(sentences), returncode=WAITING if open_rows or doubts else 1)


def over_budget(refusal: OverBudget) -> str:
    """How much the budget lacks, and who can raise it."""
    return f"The budget {refusal.budget} is short by {dollars(refusal.short_micros)}. {NOTHING_ORDERED}"


NOTHING_ORDERED = "Nothing was ordered. An admin can raise it."


def parameters_of(options: dict[str, Any]) -> dict[str, str]:
    return {"resolution": options["resolution"]} if options["resolution"] else {}


def models_named(name: str) -> list[ImageModel]:
    """The image models of that id at their vendors, or of that short name here."""
    return list(ImageModel.objects.filter(Q(slug__iexact=name) | Q(endpoint__iexact=name)))


def chosen_of(matching: list[ImageModel], name: str) -> ImageModel:
    """The only one that can be ordered from; one that is switched off if there is no other."""
    enabled = [model for model in matching if model.is_enabled]
    offered = available_models(enabled)[0] or enabled or matching
    chosen = offered if len(offered) == 1 else [model for model in offered if model.slug == name.lower()]
    if chosen:
        return chosen[0]
    if offered:
        raise CommandError(f"{name} is offered by several vendors. Choose {' or '.join(one.slug for one in offered)}.")
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
