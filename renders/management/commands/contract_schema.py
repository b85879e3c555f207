"""`manage.py contract_schema`: write the published JSON Schema of the generation contract anew."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from renders.contracts import GenerationContract, published


class Command(BaseCommand):
    help = "Write renders/schemas/contract-v1.json out of the contract's code. A test fails while the two differ."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file and say where it lies."""
        path = published(1)
        path.write_text(json.dumps(GenerationContract.json_schema(), indent=2, sort_keys=True) + "\n", encoding="utf-8")
        self.stdout.write(f"{path} is written.")
