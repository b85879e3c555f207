"""What an import of 10,000 rows costs beside the same rows bare: `python -m benchmarks.imports`.

Bare means the file through `csv`, each cell through the field of the form that takes it, and `bulk_create`. Meanwhile
another process writes one row after the other: how long it waits at most says for how long the import held the
database. With DATABASE_URL the rows go into an empty database of that server.
"""

import csv
import io
import os
import resource
import subprocess
import sys
import tempfile
import time

import django

# A folder of its own, removed at the end; the settings read the environment when they are first asked.
FOLDER = tempfile.TemporaryDirectory()
os.environ.setdefault("DATA_DIR", FOLDER.name)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from catalog.forms.products import ColorwayForm, ProductForm  # noqa: E402
from catalog.importing.row_forms import COLORWAY_COLUMNS, PRODUCT_COLUMNS  # noqa: E402
from catalog.models import Colorway, Product  # noqa: E402
from renders.management.commands.import_products import work_off  # noqa: E402
from renders.models import ProductImport  # noqa: E402
from renders.pipeline.importing import beginning  # noqa: E402

ROWS, COLORS, LIMIT, MEGABYTES = 10_000, 4, 3.0, 300
PROBE = "probe"


def file_of(prefix: str) -> bytes:
    """Products of four colours each."""
    lines = ["sku,product_code,product_name,category,noun,material,finish,name,color_words,swatch"]
    for number in range(ROWS):
        product = number // COLORS
        facts = f"{prefix}-{product},Cup {product},Drinkware,tea cup,porcelain,gloss"
        lines.append(
            f"{prefix}-{product}-{number},{facts},White {number},pure white glaze {number},#ffff{number % 100:02}"
        )
    return "\n".join(lines).encode()


def bare(data: bytes) -> None:
    """Every cell read and cleaned, every row inserted."""
    fields = {column: ColorwayForm.base_fields[name] for name, column in COLORWAY_COLUMNS.items()}
    fields |= {column: ProductForm.base_fields[name] for name, column in PRODUCT_COLUMNS.items()}
    products: dict[str, Product] = {}
    colorways = []
    for row in csv.DictReader(io.StringIO(data.decode(), newline="")):
        cells = {column: fields[column].clean(cell) for column, cell in row.items()}
        facts = {name: cells[column] for name, column in PRODUCT_COLUMNS.items() if column in cells}
        product = products.setdefault(facts["code"], Product(**facts))
        colorways.append(Colorway(product=product, **{name: cells[one] for name, one in COLORWAY_COLUMNS.items()}))
    with transaction.atomic():
        Product.objects.bulk_create(products.values(), batch_size=500)
        Colorway.objects.bulk_create(colorways, batch_size=500)


def whole_import(data: bytes) -> dict[str, float]:
    """Seconds of each part, as the page and a worker do them."""
    times = {}

    def timed(name: str, began: float) -> None:
        times[name] = time.perf_counter() - began

    began = time.perf_counter()
    one = beginning.begin_with_file(data, "cups.csv", by=None)
    timed("upload", began)
    began = time.perf_counter()
    beginning.choose_columns(one, one.columns, is_updating=True)
    one = work_off(one)
    timed("check", began)
    if one.fault_count or one.new_count != ROWS:
        raise ValueError(f"{one.new_count} new, {one.fault_count} faults")
    began = time.perf_counter()
    beginning.confirm(one)
    if work_off(one).state != ProductImport.State.DONE:
        raise ValueError("not imported")
    timed("write", began)
    return times


def probe() -> None:
    """Write a row again and again until standard input ends; then say how long the slowest write took."""
    person, slowest, count = User.objects.get(username=PROBE), 0.0, 0
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    os.set_blocking(sys.stdin.fileno(), False)
    while sys.stdin.read(1) in (None, ""):
        began = time.perf_counter()
        User.objects.filter(pk=person.pk).update(last_name=str(count))
        slowest, count = max(slowest, time.perf_counter() - began), count + 1
        time.sleep(0.01)
    sys.stdout.write(f"{slowest}\n")


def slowest_write(work: object) -> float:
    """The slowest of another process's writes while this work is done."""
    command = [sys.executable, "-m", "benchmarks.imports", PROBE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout  # noqa: S101 - it is a pipe
        other.stdout.readline()
        work()  # type: ignore[operator]
        out, _ = other.communicate("x")
    return float(out)


def main() -> None:
    call_command("migrate", verbosity=0)
    User.objects.create_user(PROBE)
    idle = slowest_write(lambda: time.sleep(5))
    began = time.perf_counter()
    bare(file_of("bare"))
    alone = time.perf_counter() - began
    connection.close()
    times: dict[str, float] = {}
    beside = slowest_write(lambda: times.update(whole_import(file_of("cup"))))
    total, memory = sum(times.values()), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    parts = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in times.items())
    verdict = "ok" if total <= LIMIT * alone else "OVER"
    print(f"{connection.vendor}, {ROWS:,} rows: {parts}")
    print(f"together {total:.2f} s, bare {alone:.2f} s: {total / alone:.1f} x (limit {LIMIT:.0f} x) {verdict}")
    print(f"peak {memory:.0f} MB (limit {MEGABYTES} MB) {'ok' if memory <= MEGABYTES else 'OVER'}")
    print(f"slowest write of another process: {1000 * beside:.0f} ms beside the import, {1000 * idle:.0f} ms idle")


if __name__ == "__main__":
    if PROBE in sys.argv:
        probe()
    else:
        with FOLDER:
            main()
