"""`manage.py presets`: everything that ships with Packshot beside the demo."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from catalog import presets
from renders import providers
from renders.demo.workplace import add_workplace
from renders.models import Account


class Command(BaseCommand):
    help = (
        "Add the shipped image models, placements, templates, shot packs, accounts, channel and budget that are "
        "missing. What is there stays as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--models-only", action="store_true", help="only image models and vendor accounts")

    def handle(self, *args: Any, models_only: bool, **options: Any) -> None:
        """Add what is missing, then say which vendors can be ordered from."""
        new = presets.add(providers.image_model_rows(is_local=False))
        self.stdout.write(f"{len(new)} new image models.")
        for name, registration in providers.REGISTRY.items():
            if not registration.is_local:
                self.add_account(name)
        if not models_only:
            add_workplace()

    def add_account(self, provider: str) -> None:
        """One account a vendor. Its key stays in the environment, and without it nothing can be ordered."""
        if not Account.objects.filter(provider=provider).exists():
            Account.objects.create(**providers.account_fields(provider))
        missing = ", ".join(providers.missing_keys(provider))
        self.stdout.write(f"  {provider:<14} {'waits for ' + missing if missing else 'has its key'}")
