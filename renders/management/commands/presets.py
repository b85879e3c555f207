"""`manage.py presets`: the image models that ship with Packshot, and an account for each vendor."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog import presets
from renders import providers
from renders.models import Account

ACCOUNTS: tuple[dict[str, Any], ...] = (
    {"provider": "hiapi", "cap_in_flight": 8, "requests_per_minute": 60},
    {"provider": "pixelmuse", "cap_in_flight": 4},
    {"provider": "imagepipeline", "cap_in_flight": 2},
)
"""One key each. It stays in the environment, and without it nothing can be ordered."""


class Command(BaseCommand):
    help = "Add the shipped image models and vendor accounts that are missing. What is there stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        """Add what is missing, then say which vendors can be ordered from."""
        made = presets.add()
        self.stdout.write(f"{len(made)} new image models.")
        for facts in ACCOUNTS:
            provider = facts["provider"]
            if not Account.objects.filter(provider=provider).exists():
                Account.objects.create(name="main", **facts)
            key = "has its key" if providers.has_key(provider) else f"waits for {providers.KEYS[provider]}"
            self.stdout.write(f"  {provider:<14} {key}")
