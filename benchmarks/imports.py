"""What a preview of 2,000 rows costs beside reading and validating the same rows bare: `python -m benchmarks.imports`.

Bare means the file through `csv` and each cell through the field of the form that takes it: no form, no catalogue. With
DATABASE_URL the rows go into an empty database of that server.
"""

import csv
import io
import os
import tempfile
import time
from collections.abc import Callable

import django

# A folder of its own, removed at the end; the settings read the environment when they are first asked.
FOLDER = tempfile.TemporaryDirectory()
os.environ["DATA_DIR"] = FOLDER.name
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from catalog.forms.products import ColorwayForm, ProductForm  # noqa: E402
from catalog.importing.planning import plan_import  # noqa: E402
from catalog.importing.reading import read_table  # noqa: E402
from catalog.importing.row_forms import COLORWAY_COLUMNS, PRODUCT_COLUMNS  # noqa: E402
from catalog.importing.saving import save_plan  # noqa: E402

ROWS, COLORS, RUNS, LIMIT = 2_000, 4, 5, 5.0


def file_of(rows: int) -> bytes:
    """Products of four colours each."""
    lines = ["sku,product_code,product_name,category,noun,material,finish,name,color_words,swatch"]
    for number in range(rows):
        product = number // COLORS
        facts = f"cup-{product},Cup {product},Drinkware,tea cup,porcelain,gloss"
        lines.append(f"cup-{product}-{number},{facts},White {number},pure white glaze {number},#ffff{number % 100:02}")
    return "\n".join(lines).encode()


def bare(data: bytes) -> None:
    """Every cell read and cleaned."""
    fields = {column: ColorwayForm.base_fields[name] for name, column in COLORWAY_COLUMNS.items()}
    fields |= {column: ProductForm.base_fields[name] for name, column in PRODUCT_COLUMNS.items()}
    for row in csv.DictReader(io.StringIO(data.decode(), newline="")):
        for column, cell in row.items():
            fields[column].clean(cell)


def preview(data: bytes) -> None:
    plan = plan_import(read_table(data))
    if plan.faults:
        raise ValueError(plan.faults[0])


def seconds_of(work: Callable[[bytes], None], data: bytes) -> float:
    began = time.perf_counter()
    work(data)
    return time.perf_counter() - began


def compare(name: str, data: bytes) -> None:
    """One line: the preview beside the bare reading, in turns, the best of each."""
    pairs = [(seconds_of(bare, data), seconds_of(preview, data)) for _ in range(RUNS)]
    alone, seconds = (min(times) for times in zip(*pairs, strict=True))
    verdict = "ok" if seconds <= LIMIT * alone else "OVER"
    print(f"{name:<20} {seconds:6.3f} s, bare {alone:6.3f} s: {seconds / alone:4.1f} x (limit {LIMIT:.0f} x) {verdict}")


def main() -> None:
    call_command("migrate", verbosity=0)
    data = file_of(ROWS)
    print(f"{connection.vendor}, {ROWS:,} rows, best of {RUNS}")
    compare("preview, all new", data)
    plan, by = plan_import(read_table(data)), User.objects.create_user("importer")
    began = time.perf_counter()
    save_plan(plan, by=by)
    print(f"confirmation         {time.perf_counter() - began:6.3f} s in one transaction")
    compare("preview, all known", data)
    compare("preview, all changed", data.replace(b"pure white", b"snow white"))


if __name__ == "__main__":
    with FOLDER:
        main()
