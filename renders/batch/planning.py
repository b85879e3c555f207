"""Rows of a file as one production order, launched once however often the command is run.

A free prompt is ordered through a prompt version too: `{{prompt}}`, the current version of an archived template, one
for each set of parameters. SKUs that the catalogue does not know are colorways of one archived product, ratios are
placements that are switched off.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, models, transaction

from catalog.models import Colorway, ImageModel, Placement, Product, PromptTemplate, PromptVersion
from config.background.database_clock import database_now
from renders import composing
from renders.batch.rows import BadRow, BatchRow, read
from renders.composing import PictureRow, Plan
from renders.models import Render, ShotSet
from renders.models.refused_orders import refusal_notified
from renders.models.renders import State, fetchable
from renders.pipeline import collect

SLUG, NAME, PROMPT = "csv-batch", "CSV batch", "{{prompt}}"
ROWS_PER_QUERY = 500
# What ordering a render again looks at.
RETRIED_WITH = ("shot_set", "account", "shot__image_model", "shot__version")
MAX_NAME_LENGTH = 60
MAX_TEMPLATE_NAME = 80
SAVED_MEANWHILE = "Another run saved some of these rows at the same moment. Nothing was ordered here; run this again."


@dataclass(frozen=True)
class BatchCatalogue:
    """The rows of the catalogue that a batch refers to; those it does not have yet are not saved."""

    version: PromptVersion
    placements: Mapping[str, Placement]
    colorways: Mapping[str, Colorway]


@dataclass(frozen=True)
class Batch:
    """A file ready to be ordered. `earlier` is the set an earlier run of the same command launched."""

    rows: Sequence[BatchRow]
    bad: Sequence[BadRow]
    plan: Plan
    token: UUID
    catalogue: BatchCatalogue
    earlier: ShotSet | None

    @property
    def problems(self) -> list[str]:
        """What prevents the whole batch, such as a missing key."""
        return [problem.message for problem in self.plan.problems]


def prepare(data: bytes, image_model: ImageModel, out: Path, by: User, parameters: Mapping[str, str]) -> Batch:
    """Read a file and find every row that would be refused. Writes nothing. Raises `Unreadable`."""
    token = token_of(data, image_model, out, parameters)
    rows, bad = read(data, image_model)
    catalogue = catalogue_of(rows, parameters)
    plan = _plan(rows, catalogue, image_model, by)
    refused = {shot.colorway.sku: " ".join(shot.problems) for shot in plan.shots if shot.problems}
    refused |= disallowed(rows, image_model, by)
    if refused:
        bad += [BadRow(row.line, row.sku, refused[row.sku]) for row in rows if row.sku in refused]
        rows = [row for row in rows if row.sku not in refused]
        plan = _plan(rows, catalogue, image_model, by)
    return Batch(rows, sorted(bad, key=lambda row: row.line), plan, token, catalogue, launched_as(token))


def launched_as(token: UUID) -> ShotSet | None:
    """The set that an earlier run of the same command launched."""
    return ShotSet.objects.filter(launch_token=token).first()


def disallowed(rows: Iterable[BatchRow], image_model: ImageModel, by: User) -> dict[str, str]:
    """Rows whose ratio no placement in use lets a marketer draw with this model, by SKU.

    A person who may allow exemptions needs none, nor does the command line itself.
    """
    if not by.has_perm("renders.launch_shotset") or by.has_perm("catalog.add_exemption"):
        return {}
    served = set(image_model.placements.filter(is_enabled=True).values_list("aspect", flat=True))
    rule = f"{image_model} may not be used for any placement of"
    return {
        row.sku: f"{rule} {row.aspect}. Admins decide which models serve them."
        for row in rows
        if row.aspect not in served
    }


def launch_or_resume(batch: Batch, by: User) -> ShotSet:
    """The set of this batch: the one an earlier run launched, else a new one.

    Raises `composing.NotLaunchable` or `OverBudget`.
    """
    if batch.earlier:
        return batch.earlier
    try:
        build(batch.catalogue, by)
    except IntegrityError:
        raise composing.NotLaunchable([composing.Problem("colorways", SAVED_MEANWHILE)]) from None
    return composing.launch(batch.plan, by=by, token=batch.token, note=NAME)


def is_batch(shot_set: ShotSet) -> bool:
    """Whether the batch command launched this set."""
    return shot_set.shots.filter(placement__slug__startswith=f"{SLUG}-").exists()


def lost_pictures(shot_set: ShotSet) -> models.QuerySet[Render]:
    """Renders of rows without a picture that are paid for and whose picture may still be at the provider."""
    return without_picture(shot_set).filter(fetchable()).select_related("shot_set", "shot")


def fetch_lost_again(shot_set: ShotSet, by: User) -> int:
    """Have lost pictures fetched once more, which costs nothing; how many there are."""
    return sum(collect.fetch_again(render, by=by) for render in lost_pictures(shot_set))


def order_failed_again(shot_set: ShotSet, by: User) -> list[Render]:
    """Order what failed once more, all of it or nothing; the new renders. Raises `composing.NotLaunchable` or
    `OverBudget`."""
    failed = without_picture(shot_set).filter(retry=None)
    with refusal_notified(by), transaction.atomic():
        return [composing.retry_render(render, by=by) for render in failed.select_related(*RETRIED_WITH)]


def without_picture(shot_set: ShotSet) -> models.QuerySet[Render]:
    """The failed renders of rows that have no picture and get none by themselves."""
    delivered = (
        shot_set.renders.from_orders()
        .filter(shot=models.OuterRef("shot"))
        .exclude(state__in=[State.FAILED, State.CANCELLED])
    )
    return Render.objects.from_orders().filter(~models.Exists(delivered), shot_set=shot_set, state=State.FAILED)


def token_of(data: bytes, image_model: ImageModel, out: Path, parameters: Mapping[str, str]) -> UUID:
    """The same for the same file, model, parameters and folder: what makes running again resume."""
    named = [image_model.provider, image_model.endpoint, str(out.resolve()), *sorted(parameters.items())]
    return UUID(bytes=hashlib.sha256(data + repr(named).encode()).digest()[:16])


def catalogue_of(rows: Iterable[BatchRow], parameters: Mapping[str, str]) -> BatchCatalogue:
    """The catalogue rows of a batch: the saved ones, and those that `build` would make."""
    template = template_for(parameters)
    saved = {placement.slug: placement for placement in Placement.objects.filter(slug__startswith=f"{SLUG}-")}
    placements = {row.aspect: saved.get(slug_of(row.aspect)) or placement_for(row.aspect) for row in rows}
    return BatchCatalogue(version_of(template, parameters), placements, colorways_of([row.sku for row in rows]))


def slug_of(aspect: str) -> str:
    """The placement's slug of a ratio: 16:9 is csv-batch-16-9."""
    return f"{SLUG}-{aspect.replace(':', '-')}"


def placement_for(aspect: str) -> Placement:
    """A placement that nothing but a batch uses: any size will do, and compose does not offer it."""
    facts = {"name": f"{NAME} {aspect}", "min_width": 1, "min_height": 1, "position": 1000, "is_enabled": False}
    return Placement(slug=slug_of(aspect), aspect=aspect, **facts)


def template_for(parameters: Mapping[str, str]) -> PromptTemplate:
    """The template of batches with these parameters. Production takes one version of each template, the current one."""
    slug, name = SLUG, NAME
    if parameters:
        said = ", ".join(f"{name} {value}" for name, value in sorted(parameters.items()))
        slug, name = f"{SLUG}-{hashlib.sha256(said.encode()).hexdigest()[:8]}", f"{NAME}, {said}"[:MAX_TEMPLATE_NAME]
    saved = PromptTemplate.objects.filter(slug=slug).select_related("current").first()
    return saved or PromptTemplate(slug=slug, name=name, archived_at=database_now())


def version_of(template: PromptTemplate, parameters: Mapping[str, str]) -> PromptVersion:
    """The current version where it says `{{prompt}}` with these parameters, else the next one."""
    current = template.current
    if current and current.prompt == PROMPT and current.parameters == dict(parameters):
        current.template = template
        return current
    number = template.next_number() if template.pk else 1
    return PromptVersion(template=template, number=number, prompt=PROMPT, parameters=parameters)


def colorways_of(skus: Sequence[str]) -> dict[str, Colorway]:
    """The catalogue's colorway of each SKU, or one under the batch's own product."""
    product = Product.objects.filter(code=SLUG).first()
    product = product or Product(code=SLUG, name=NAME, noun="product", archived_at=database_now())
    colorways: dict[str, Colorway] = {sku: Colorway(product=product, sku=sku, name=name_of(sku)) for sku in skus}
    for start in range(0, len(skus), ROWS_PER_QUERY):
        known = Colorway.objects.filter(sku__in=skus[start : start + ROWS_PER_QUERY])
        colorways |= {each.sku: each for each in known.select_related("product").prefetch_related("product__artwork")}
    return colorways


def name_of(sku: str) -> str:
    """A colorway's name: unique within the product, no longer than its column."""
    return sku if len(sku) <= MAX_NAME_LENGTH else f"{sku[:51]}-{hashlib.sha256(sku.encode()).hexdigest()[:8]}"


def build(catalogue: BatchCatalogue, by: User) -> None:
    """Save the rows that are not saved yet, all or nothing."""
    with transaction.atomic():
        for row in (catalogue.version.template, *catalogue.placements.values()):
            if row.pk is None:
                row.save()
        if catalogue.version.pk is None:
            catalogue.version.author = by
            catalogue.version.save()
            catalogue.version.freeze(by=by)
            catalogue.version.template.promote(catalogue.version, by=by, reason=NAME)
            catalogue.version.template.placements.add(*catalogue.placements.values())
        new = [colorway for colorway in catalogue.colorways.values() if colorway.pk is None]
        if new and new[0].product.pk is None:
            new[0].product.save()
        for colorway in new:
            colorway.product_id = new[0].product.pk
        Colorway.objects.bulk_create(new, batch_size=ROWS_PER_QUERY)


def _plan(rows: Sequence[BatchRow], catalogue: BatchCatalogue, image_model: ImageModel, by: User) -> Plan:
    free = [PictureRow(catalogue.colorways[row.sku], catalogue.placements[row.aspect], row.prompt) for row in rows]
    return composing.plan_pictures(free, catalogue.version, image_model, by)
