"""One version drawn for one product from the command line: a preview as compose orders it, its pictures as files."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from catalog.models import Colorway, ImageModel, PromptVersion
from catalog.refusals import Refusal
from catalog.text import safe_name
from renders import composing
from renders.batch.driving import OwnWorker, is_unattended
from renders.batch.results import write
from renders.batch.waiting import BatchMonitor
from renders.composing import Plan
from renders.models import Render, ShotSet

POLL_SECONDS = 0.5


class NotTryable(Refusal):
    """What is asked for does not go together; nothing was ordered."""


@dataclass(frozen=True)
class Trial:
    """The choices of a trial, as the published guides' command line has them."""

    version: PromptVersion
    colorway: Colorway
    count: int
    aspect: str = ""
    style: str = ""
    image_model: ImageModel | None = None

    def plan(self, by: User) -> Plan:
        """The preview that this is. Raises `NotTryable`. Writes nothing."""
        if self.style and self.style != self.version.style:
            sentence = _("%(version)s draws the style %(style)s. Another style needs another version.")
            raise NotTryable(sentence % {"version": self.version, "style": self.version.style})
        placements = self.version.template.placements.filter(is_enabled=True).prefetch_related("image_models")
        placement = next((one for one in placements if self.aspect in ("", one.aspect)), None)
        if placement is None:
            drawn = ", ".join(sorted({one.aspect for one in placements})) or _("none")
            sentence = _("%(template)s has no placement of that ratio. It has placements of: %(drawn)s.")
            raise NotTryable(sentence % {"template": self.version.template, "drawn": drawn})
        return composing.plan(
            colorways=[self.colorway],
            placement=placement,
            version=self.version,
            image_model=self.image_model or composing.default_model_for(self.version, placement),
            count=self.count,
            kind=ShotSet.Kind.PREVIEW,
            by=by,
        )


def launch_trial(plan: Plan, by: User) -> ShotSet:
    """Order it. Raises `composing.NotLaunchable` or `OverBudget`."""
    return composing.launch(plan, by=by, token=uuid4(), note=_("Tried from the command line"))


def pictures_of(shot_set: ShotSet, out: Path, warn: Callable[[str], object]) -> Sequence[Path]:
    """The files of a trial, once nothing of it moves any more. Works itself where no worker does."""
    monitor, own = BatchMonitor(shot_set), None
    try:
        while shot_set.renders.unfinished().exists() and not monitor.is_stuck:
            for sentence in monitor.news():
                warn(sentence)
            if own is None and is_unattended(shot_set):
                own = OwnWorker()
                own.start()
            time.sleep(POLL_SECONDS)
    finally:
        if own:
            own.stop()
    ready = shot_set.renders.from_orders().ready().select_related("shot__colorway")
    return [write(out, file_name(render), render) for render in ready.order_by("number")]


def file_name(render: Render) -> str:
    """ "mug-beige-3": the SKU and the candidate's number."""
    return f"{safe_name(render.shot.colorway.sku)}-{render.number}"
