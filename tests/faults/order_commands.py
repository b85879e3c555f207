"""What the fork server can be asked to run inside an installation: vendors are set up, orders launched."""

import io
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connections, transaction  # noqa: F401 - code that is run uses these names too
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Colorway, ImageModel, Placement, PromptTemplate, PromptVersion
from config.people import ADMINS
from config.queue import queue
from renders import batch, composing, schedule
from renders.api.protocol import repetition
from renders.batch.planning import build
from renders.models import (  # noqa: F401
    Account,
    Attempt,
    Budget,
    Cutting,
    LedgerEntry,
    ModelPause,
    Render,
    ShotSet,
    pauses,
)
from renders.pipeline import tasks
from renders.providers import vendor_api
from renders.providers.hiapi import adapter as hiapi
from renders.providers.imagepipeline import adapter as imagepipeline
from renders.providers.pixelmuse import adapter as pixelmuse
from renders.schedule import Enqueue  # noqa: F401

USUAL_BACK_OFF = schedule.back_off


def close_files() -> None:
    """Close database and queue, so that their files can be copied, replaced or deleted."""
    connections.close_all()
    queue.storage.close()


def fill_with_demo() -> None:
    """The demo catalogue with its photos cut out, which the first worker would do otherwise: seconds in each copy."""
    call_command("demo", stdout=io.StringIO())
    for cutting in Cutting.objects.filter(due_at__isnull=False):
        tasks.TASKS["cut"].call_local(cutting.pk)


def leave_text_unread() -> None:
    """Processes forked from now on read no text in pictures: the reader of each loads its models for a second, which is
    more than all else that a small order takes. In the tests of random faults and of killed workers it is read."""
    settings.READS_TEXT = False


def set_up_vendors(slugs: Sequence[str], typical: int, deadline: int, **account: object) -> None:
    """Let every placement use every preset. `typical` and `deadline` are seconds, `account` fields of every account."""
    call_command("presets", verbosity=0, stdout=io.StringIO())
    Budget.objects.all().delete()
    Budget.objects.create(name="Organisation", cap_micros=10**13)
    Placement.objects.update(min_width=1, min_height=1)
    figures = {"typical_seconds": typical, "deadline_seconds": deadline, "cap_in_flight": None}
    ImageModel.objects.filter(slug__in=slugs).update(**figures)
    for placement in Placement.objects.all():
        placement.image_models.add(*ImageModel.objects.exclude(provider="lightbox"))
    Account.objects.exclude(provider="lightbox").update(**account)


def shorten_waits(probe: float, timeout: float) -> None:
    """In processes forked from now on a paused account is probed, and an answer given up, after so many seconds. So is
    what a web left unfinished."""
    pauses.PROBE_INTERVAL = timedelta(seconds=probe)
    schedule.NOTIFY_INTERVAL = timedelta(seconds=min(5.0, probe))
    repetition.UNFINISHED_FOR = timedelta(seconds=timeout)
    schedule.back_off = lambda tries, key: USUAL_BACK_OFF(tries, key) * (probe / 30)
    vendor_api.READ_TIMEOUT = timeout
    for vendor in (hiapi, pixelmuse, imagepipeline):
        vendor.CREATE_TIMEOUT = timeout


def click(name: str, pk: int, **fields: str) -> None:
    """What an admin does with one click on the button that posts to that address."""
    ada, _ = User.objects.get_or_create(username="ada")
    ada.groups.add(Group.objects.get(name=ADMINS))
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(ada)
    answer = browser.post(reverse(name, args=[pk]), fields)
    assert answer.status_code == 302, answer.content.decode()


def order(names: Sequence[str], slug: str) -> tuple[int, float, float, float]:
    """A production order of one picture a name; the set, and when it was asked for, planned and launched."""
    rows = "".join(f"{name},picture of {name} on white,1:1\n" for name in names)
    maya, model = User.objects.get(username="maya"), ImageModel.objects.get(slug=slug)
    asked = time.time()
    plan = batch.prepare(("sku,prompt,aspect_ratio\n" + rows).encode(), model, Path(str(uuid.uuid4())), maya, {})
    build(plan.catalogue, maya)
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
        number=template.next_number(), prompt=template.current.prompt, parameters={"long_edge": long_edge}
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


def let_a_file_set_the_clock(path: Path) -> None:
    """In processes forked from now on the machine's clock is ahead by as many seconds as the file says at that moment:
    a machine whose clock is wrong, or is set while it works."""

    def wrong() -> datetime:
        ahead = float(path.read_text()) if path.exists() else 0.0
        return datetime.now(UTC) + timedelta(seconds=ahead)

    timezone.now = wrong
