"""`manage.py contract_schema`: write the published JSON Schema of the generation contract anew."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from renders.contracts import READABLE_VERSIONS, GenerationContract, published


class Command(BaseCommand):
    help = "Write renders/schemas/contract-v….json out of the contract's code. A test fails while they differ."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write a file for each version and say where they lie."""
        for version in READABLE_VERSIONS:
            path, schema = published(version), GenerationContract.json_schema(version)
            path.write_text(json.dumps(schema, indent=2, sort_keys=True) + "\n", encoding="utf-8")
            self.stdout.write(f"{path} is written.")
