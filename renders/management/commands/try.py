"""`manage.py try TEMPLATE SKU`: one version drawn for one product, at the price and within the budgets of a preview."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.models import Colorway, PromptTemplate, PromptVersion
from catalog.refusals import Refusal
from renders.batch.trying import Trial, launch_trial, pictures_of
from renders.composing import Plan
from renders.management.commands.render import chosen_of, models_named, over_budget, person_named
from renders.models import ShotSet
from renders.models.money import OverBudget
from renders.templatetags.packshot import dollars

LEAST, MOST = ShotSet.COUNTS[ShotSet.Kind.PREVIEW]
EXIT_STATUSES = (
    "Exit status: 0, there is a file for every candidate; 1, some failed, still wait, or nothing was ordered."
)


class Command(BaseCommand):
    help = "Draw one version of a template for one product, and say the price and the files."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.epilog = EXIT_STATUSES
        parser.add_argument("template", help="a template, by its name in addresses, for example packshot")
        parser.add_argument("sku", help="the SKU of the colour to draw")
        parser.add_argument("--version-number", type=int, metavar="N", help="default: the newest version")
        parser.add_argument("--model", help="an image model, by its id at the vendor or its name here")
        parser.add_argument(
            "--aspect-ratio", default="", help="for example 4:5; default: the template's first placement"
        )
        parser.add_argument("--style", default="", help="checked against the version, which fixes its style")
        parser.add_argument("--count", type=int, default=LEAST, help=f"candidates, {LEAST} to {MOST}")
        parser.add_argument("--out", "--output", type=Path, default=Path("."), help="the folder that gets the files")
        parser.add_argument("--by", help="who orders (username); counts against their budget")
        parser.add_argument("--dry-run", action="store_true", help="say the price and what is wrong, order nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        by, trial = person_named(options["by"]), trial_of(options)
        try:
            plan = trial.plan(by)
            self.stdout.write(price_of(plan))
            if plan.problems:
                raise CommandError(" ".join(problem.message for problem in plan.problems))
            if options["dry_run"]:
                return
            options["out"].mkdir(parents=True, exist_ok=True)
            shot_set = launch_trial(plan, by)
        except OverBudget as refusal:
            raise CommandError(over_budget(refusal)) from None
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"launched {shot_set}")
        files = pictures_of(shot_set, options["out"], self.stderr.write)
        for path in files:
            self.stdout.write(str(path))
        if len(files) < plan.count:
            missing = plan.count - len(files)
            raise CommandError(f"{missing} of {plan.count} candidates have no picture: see {shot_set} for why.")


def trial_of(options: dict[str, Any]) -> Trial:
    """The rows that are named. Raises `CommandError`."""
    template = PromptTemplate.objects.filter(slug=options["template"]).first()
    if template is None:
        known = ", ".join(PromptTemplate.objects.filter(archived_at=None).values_list("slug", flat=True))
        raise CommandError(f"There is no template {options['template']}. There is {known or 'none'}.")
    colorway = Colorway.objects.filter(sku=options["sku"]).select_related("product").first()
    if colorway is None:
        raise CommandError(f"There is no SKU {options['sku']}.")
    model = chosen_of(models_named(options["model"]), options["model"]) if options["model"] else None
    return Trial(
        version=version_of(template, options["version_number"]),
        colorway=colorway,
        count=options["count"],
        aspect=options["aspect_ratio"],
        style=options["style"],
        image_model=model,
    )


def version_of(template: PromptTemplate, number: int | None) -> PromptVersion:
    """The version with this number, else the newest. Raises `CommandError`."""
    versions = template.versions.select_related("template", "image_model", "frozen_model").order_by("-number")
    found = versions.first() if number is None else versions.filter(number=number).first()
    if found is None:
        raise CommandError(f"{template} has no version {number or 'yet'}.")
    return found


def price_of(plan: Plan) -> str:
    """Count times price, and the most that is reserved for it."""
    quote, about = plan.quote, "about " if plan.quote.is_approximate else ""
    each = f"{quote.renders} candidates × {about}{dollars(quote.price_micros)} = {dollars(quote.total_micros)}"
    return f"{each}, at most {dollars(quote.worst_case_micros)} with retries, drawn by {plan.image_model}"
