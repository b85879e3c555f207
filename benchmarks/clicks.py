"""What people feel of the queue: from a click to the vendor, a huge order accepted, previews that overtake it.

`python -m benchmarks.clicks [--launches 20] [--order 10000] [--rounds 12] [--prepared DIR]` starts a simulated hiapi
(3 s a picture, cap 8) and a Packshot with a real worker in a folder of its own, and prints: seconds from a launch on an
idle system to the create at the vendor; seconds from the click that sends the compose form of a huge order (four
pictures of each product) to the answer, beside the bare bulk insert of the same rows right after it, by a process that
has served a page before; and, for twelve previews launched into it, seconds to their first create and
the time of the twelfth picture beside that on an idle account.

What the twelfth can reach, by arithmetic (eight slots, lognormal times with sigma 0.18, polls 2 s apart where a picture
takes 30 s, 400 draws): nobody can take a picture back that a vendor works on, so previews wait for slots to become
free, and with none of the batch's pictures ahead of them the twelfth takes 1.20 times as long as on an idle account.
One task of over-commit puts one picture of the batch ahead of them, 1.24; without it the batch takes 1.042 times its
floor instead of 1.008. Times vary so much that eight rounds tell the ratio within 0.04 at best.
"""

import argparse
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.queue import SECONDS, loads, with_hiapi
from tests.faults.vendor_installation import SLUGS, VendorInstallation
from tests.simulators import Simulator

PREVIEWS = 12
HUGE = "huge"
SLUG = SLUGS["hiapi"]
PICTURES = 4
CATALOGUE = """
from django.conf import settings
from django.test import Client
from catalog.models import Product, PromptVersion
from renders.models import Shot
from config import static_files

settings.ALLOWED_HOSTS = ["*"]
static_files.gather()
facts = dict(category="Drinkware", noun="huge mug", material="matte ceramic", finish="matte")
made = Product.objects.bulk_create([Product(code=f"huge-{n}", name=f"Mug {n}", **facts) for n in range(PRODUCTS)])
Colorway.objects.bulk_create([
    Colorway(product=one, sku=f"{one.code}-01", name="Beige", color_words="soft beige glaze", swatch="#d9c7ae")
    for one in made
])
model, placement = ImageModel.objects.get(slug=SLUG), Placement.objects.get(slug="pdp-main")
placement.image_models.add(model)
version = PromptTemplate.objects.get(slug="packshot").current
PromptVersion.objects.filter(pk=version.pk).lock()
PromptVersion.objects.filter(pk=version.pk).update(frozen_at=timezone.now(), frozen_by=User.objects.get(username="ana"))
client = Client()
client.force_login(User.objects.get(username="maya"))
form = {
    "colorways": list(Colorway.objects.filter(product__in=made).values_list("pk", flat=True)),
    "placement": placement.pk, "version": version.pk, "image_model": model.pk, "kind": "production",
    "count": PICTURES, "quoted": PRODUCTS * PICTURES * model.price_micros, "token": str(uuid.uuid4()),
}
client.get("/sets/new/")
def click():
    began = time.time()
    answer = client.post("/sets/new/", form)
    took = time.time() - began
    assert answer.status_code == 302, answer.content
    return took, ShotSet.objects.latest("pk").pk

def insert_again(pk):
    renders, copies = list(Render.objects.filter(shot_set=pk)), list(Shot.objects.filter(shot_set=pk))
    shots = {shot.pk: shot for shot in copies}
    with transaction.atomic():
        copy = ShotSet.objects.create(kind="production", launched_by=User.objects.get(username="maya"), code="copy")
        for shot in copies:
            shot.pk, shot.shot_set, shot.code = None, copy, f"copy-{shot.number}"
        began = time.time()
        Shot.objects.bulk_create(copies, batch_size=500)
        for render in renders:
            render.pk, render.shot_set, render.shot = None, copy, shots[render.shot_id]
        Render.objects.bulk_create(renders, batch_size=500)
        took = time.time() - began
        transaction.set_rollback(True)
    return took, len(renders)
"""


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--launches", type=int, default=20)
    options.add_argument("--order", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=12)
    options.add_argument("--prepared", type=Path)
    asked = options.parse_args()
    with at_work(asked.prepared) as (installation, sim):
        clicks(installation, sim, asked.launches)
        idle = [previews(installation, sim) for _ in range(asked.rounds)]
        print(f"{PREVIEWS} previews on an idle account: {summary(idle)}, load {loads()}", flush=True)
        accepted(installation, asked.order)
        time.sleep(3 * SECONDS)
        busy = [previews(installation, sim) for _ in range(asked.rounds)]
        print(f"{PREVIEWS} previews into {asked.order:,}: {summary(busy)}, {times_idle(busy, idle)}, load {loads()}")


@contextmanager
def at_work(prepared: Path | None) -> Iterator[tuple[VendorInstallation, Simulator]]:
    """An installation with a worker, and its vendor."""
    with with_hiapi(prepared) as (installation, sim):
        installation.start("worker")
        time.sleep(4)
        yield installation, sim


def clicks(installation: VendorInstallation, sim: Simulator, launches: int) -> None:
    """Launch one picture at a time on a system at rest: when does the vendor get it?"""
    waits = []
    for number in range(launches):
        launched = installation.order(1, f"click-{number}")
        installation.wait(lambda launched=launched: installation.is_done(launched), 60)
        waits.append(sim.tasks()[-1]["created"] - launched.planned)
        time.sleep(1.5 + number % 10 / 10)
    ordered = [wait * 1000 for wait in sorted(waits)]
    p95 = ordered[round(0.95 * (len(ordered) - 1))]
    median = statistics.median(ordered)
    print(f"click to create, idle, {launches} launches: median {median:.0f} ms, p95 {p95:.0f} ms, load {loads()}")


def previews(installation: VendorInstallation, sim: Simulator) -> tuple[float, float]:
    """Launch twelve previews: seconds until the first is created at the vendor, and until the last is ready."""
    before = len(sim.tasks())
    pk, clicked = installation.evaluate(f"preview({PREVIEWS}, {SLUG!r})")
    renders = f"FROM renders_render WHERE shot_set_id = {pk}"
    installation.wait(
        lambda: installation.query(f"SELECT count(*) {renders} AND state = 'ready'") == [(PREVIEWS,)], 120
    )
    ready = installation.query(f"SELECT max((julianday(state_changed_at) - 2440587.5) * 86400.0) {renders}")[0][0]
    own = [task["created"] for task in sim.tasks()[before:] if HUGE not in task["input"]["prompt"]]
    return min(own) - clicked, float(str(ready)) - clicked


def times_idle(busy: list[tuple[float, float]], idle: list[tuple[float, float]]) -> str:
    """How many times as long the twelfth picture took as on an idle account, in the mean, with its standard error."""
    means = [statistics.fmean(last for _, last in rounds) for rounds in (busy, idle)]
    errors = [statistics.stdev([last for _, last in rounds]) / len(rounds) ** 0.5 for rounds in (busy, idle)]
    ratio = means[0] / means[1]
    error = ratio * sum((each / mean) ** 2 for each, mean in zip(errors, means, strict=True)) ** 0.5
    return f"the twelfth {ratio:.3f} x idle, give or take {error:.3f}"


def summary(rounds: list[tuple[float, float]]) -> str:
    """First creates and twelfth pictures of some rounds."""
    firsts = " ".join(f"{first:.2f}" for first, _ in rounds)
    lasts = " ".join(f"{last:.2f}" for _, last in rounds)
    return f"first create after {firsts} s, last ready after {lasts} s"


def accepted(installation: VendorInstallation, size: int) -> None:
    """Send the compose form of a huge order and wait for the answer; then insert the same rows once more, bare."""
    installation.run(f"PRODUCTS, PICTURES, SLUG = {size // PICTURES}, {PICTURES}, {SLUG!r}\n{CATALOGUE}")
    seconds, pk = installation.evaluate("click()")
    bare, renders = installation.evaluate(f"insert_again({pk})")
    print(
        f"an order of {renders:,} renders through the form: answered in {seconds:.2f} s, {seconds / bare:.2f} x the "
        f"bare bulk insert of its rows ({bare:.2f} s), load {loads()}",
        flush=True,
    )


if __name__ == "__main__":
    main()
