"""What the fork server can be asked to run inside an installation: vendors are set up, orders launched."""

import io
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connections, transaction  # noqa: F401 - code that is run uses these names too
from django.utils import timezone  # noqa: F401

from catalog.models import Colorway, ImageModel, Placement, PromptTemplate, PromptVersion
from config.queue import queue
from renders import batch, composing, tasks  # noqa: F401
from renders.batch.planning import build
from renders.models import Account, Attempt, Budget, LedgerEntry, Render, ShotSet  # noqa: F401
from renders.schedule import Ring  # noqa: F401


def close_files() -> None:
    """Close database and queue, so that their files can be copied, replaced or deleted."""
    connections.close_all()
    queue.storage.close()


def set_up_vendors(slugs: Sequence[str], typical: int, deadline: int, **account: object) -> None:
    """Let every placement use every preset. `typical` and `deadline` are seconds, `account` fields of every account."""
    call_command("presets", verbosity=0, stdout=io.StringIO())
    Budget.objects.update(cap_micros=10**13)
    Placement.objects.update(min_width=1, min_height=1)
    figures = {"typical_seconds": typical, "deadline_seconds": deadline, "cap_in_flight": None}
    ImageModel.objects.filter(slug__in=slugs).update(**figures)
    for placement in Placement.objects.all():
        placement.image_models.add(*ImageModel.objects.exclude(provider="lightbox"))
    Account.objects.exclude(provider="lightbox").update(**account)


def order(names: Sequence[str], slug: str) -> tuple[int, float, float, float]:
    """A production order of one picture a name; the set, and when it was asked for, planned and launched."""
    rows = "".join(f"{name},picture of {name} on white,1:1\n" for name in names)
    maya, model = User.objects.get(username="maya"), ImageModel.objects.get(slug=slug)
    asked = time.time()
    plan = batch.prepare(("sku,prompt,aspect_ratio\n" + rows).encode(), model, Path(str(uuid.uuid4())), maya, {})
    build(plan.shelf, maya)
    planned = time.time()
    shot_set = composing.launch(plan.plan, by=maya, token=plan.token)
    return shot_set.pk, asked, planned, time.time()


def preview(count: int, slug: str) -> tuple[int, float]:
    """Candidates of one shot; set and when it was asked for."""
    asked = time.time()
    return _launch_preview(count, ImageModel.objects.get(slug=slug)), asked


def preview_in_studio(counts: Sequence[int], long_edge: int) -> None:
    """Previews of the demo mug with these numbers of candidates, their long edge in pixels."""
    template = PromptTemplate.objects.get(slug="packshot")
    Placement.objects.update(min_width=1, min_height=1)
    version = template.versions.create(
        number=template.next_number(), wording=template.current.wording, parameters={"long_edge": long_edge}
    )
    for count in counts:
        _launch_preview(count, ImageModel.objects.get(provider="lightbox"), version)


def _launch_preview(count: int, model: ImageModel, version: PromptVersion | None = None) -> int:
    maya, template = User.objects.get(username="maya"), PromptTemplate.objects.get(slug="packshot")
    plan = composing.plan(
        colorways=list(Colorway.objects.filter(product__code="mug")[:1]),
        placement=template.placements.first(),
        version=version or template.current,
        image_model=model,
        count=count,
        kind="preview",
        by=maya,
    )
    return composing.launch(plan, by=maya, token=uuid.uuid4()).pk
