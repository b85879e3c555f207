"""Inspect: what is measured on a stored picture, written beside it."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.pictures import Undecodable
from catalog.pictures.content_store import ContentStore
from catalog.pictures.preparing import Source
from catalog.processes import WorkStopped, run
from renders import providers, quality, schedule, studio
from renders.contracts import ContractArtwork, GenerationContract
from renders.files import ARTWORK, MASTERS
from renders.models import Finding, Lease, Render, TextReading
from renders.models.fast_loading import load
from renders.models.fast_queries import RawSql, bulk_insert
from renders.models.money import release_rest
from renders.models.pictures import live_in_slot
from renders.models.publications import slot_in_gallery
from renders.models.renders import MASTER_LOST, RenderQuery, State
from renders.pipeline import giving_up
from renders.pipeline.outcomes import fail_without_picture
from renders.providers import Provider
from renders.quality.text import is_installed
from renders.schedule import Enqueue
from renders.studio import PhraseCode

# Workers that may die over one picture. It is paid for, so the next worker marks it for a person to look at.
MAX_WORKER_DEATHS = 3
NAMED_VIEWS = frozenset({PhraseCode.VIEW_FRONT, PhraseCode.VIEW_THREE_QUARTER, PhraseCode.VIEW_TOP})


def inspect_render(render_id: int, lease: Lease) -> list[Enqueue]:
    render = load(Render, render_id, "account", "shot")
    return inspect(render, providers.named(render.account.provider), lease)


def inspect(render: Render, provider: Provider, lease: Lease) -> list[Enqueue]:
    """Measure the master against its contract; findings and state are written together."""
    leased = Render.fast.filter(pk=render.pk).leased_by(lease)
    if render.worker_deaths >= MAX_WORKER_DEATHS:
        return make_ready(render, leased, InspectedPicture({}, [not_inspected(render)]), lease)
    try:
        inspection = run(quality.inspect_master, MASTERS.source(render.sha256), inspection_order(render))
    except WorkStopped:
        # As when a worker dies over it: tried again, and marked for a person when that does not help.
        return inspect_later(leased)
    except Undecodable:
        explanation = _("The stored picture can no longer be read.")
        return fail_without_picture(render, leased, MASTER_LOST, explanation)
    return make_ready(render, leased, measured(render, inspection, provider), lease)


def inspection_order(render: Render) -> quality.InspectionOrder:
    """What its picture is measured against."""
    contract = render.shot.contract
    artwork, approved = shown_artwork(contract), approved_picture(contract)
    return quality.InspectionOrder(
        contract,
        earlier_hashes(render),
        fill=render.refit_to,
        artwork_file=readable(ARTWORK, artwork.sha256) if artwork else None,
        approved_file=readable(MASTERS, approved) if approved else None,
    )


def shown_artwork(contract: GenerationContract) -> ContractArtwork | None:
    """The product's cutout in the view that the picture shows, else its photo. A vendor of whom no view was asked may
    show any."""
    view, is_named = view_in(contract.prompt)
    if not (is_named or contract.provider in providers.local_providers()):
        return None
    found = {one.kind: one for one in reversed(contract.artwork) if one.view == view}
    return found.get("cutout") or found.get("photo")


def approved_picture(contract: GenerationContract) -> str:
    """The sha256 of what is live in the place of a picture with this contract and shows the same view; else empty."""
    view = view_in(contract.prompt)
    live = live_in_slot(slot_in_gallery(contract.sku, contract.placement, contract.template))
    return next((sha256 for sha256, other in live if view_in(other["prompt"]) == view), "")


# All candidates of a shot have the same prompt.
@lru_cache(maxsize=256)
def view_in(prompt: str) -> tuple[str, bool]:
    """The view that a prompt asks for, and whether in words."""
    brief = studio.read_brief(prompt)
    return str(brief.view), any(phrase.code in NAMED_VIEWS for phrase in brief.phrases)


def readable(store: ContentStore, sha256: str) -> Source:
    """What the child reads a file from; where it is missing nothing, which no check takes for a picture."""
    try:
        return store.source(sha256)
    except FileNotFoundError:
        return b""


def earlier_hashes(render: Render) -> dict[int, int]:
    """The perceptual hashes of the candidates with smaller numbers, by number. One that is made of another looks like
    it, which is no fault of either."""
    if render.parent_id:
        return {}
    shot = Render.fast.filter(shot=render.shot_id).values_list("number", "perceptual_hash", "parent")
    return {number: int(value, 16) for number, value, parent in shot if number < render.number and value and not parent}


class InspectedPicture(NamedTuple):
    """What an inspection makes of a render: fields of its row, and findings, not yet saved."""

    fields: Mapping[str, Any]
    findings: Sequence[Finding]


def measured(render: Render, inspection: quality.Inspection, provider: Provider) -> InspectedPicture:
    """What was found on a picture, with what its provider drew otherwise."""
    findings = [damage_row(render)] if inspection.is_damaged else []
    findings += [finding_row(render, found) for found in inspection.findings]
    findings += [remark_row(render, sentence) for sentence in provider.remarks(render.shot.contract)]
    fields: dict[str, Any] = {
        "perceptual_hash": f"{inspection.perceptual_hash:016x}",
        "rules_version": str(quality.RULES_VERSION),
    }
    fields["measures"] = {"fill": inspection.measures.fill, "ground": inspection.measures.ground}
    return InspectedPicture(fields, findings)


def give_up(render_id: int, lease: Lease, error: Exception) -> list[Enqueue]:
    """Without its file it failed. Else the picture is there and paid for, and a person looks at it."""
    render = Render.objects.get(pk=render_id)
    leased = Render.fast.filter(pk=render_id).leased_by(lease)
    if isinstance(error, OSError):
        explanation = _("%(cause_of)s The stored picture can no longer be read.") % {
            "cause_of": giving_up.cause_of(error)
        }
        return fail_without_picture(render, leased, MASTER_LOST, explanation)
    message = _("%(cause_of)s Nothing on this picture was measured.") % {"cause_of": giving_up.cause_of(error)}
    return make_ready(render, leased, InspectedPicture({}, [uninspected(render, message)]), lease)


def inspect_later(leased: RenderQuery) -> list[Enqueue]:
    due_at = timezone.now() + schedule.NOTIFY_INTERVAL
    leased.filter(state=State.STORED).update(worker_deaths=RawSql("worker_deaths + 1"), due_at=due_at)
    return []


def make_ready(render: Render, leased: RenderQuery, measured: InspectedPicture, lease: Lease) -> list[Enqueue]:
    with transaction.atomic():
        leased.move(State.STORED, State.READY, **measured.fields, **lease.release_fields())
        bulk_insert(measured.findings)
        bulk_insert(readings_of(render))
    release_rest(render.shot_set_id)
    return []


def readings_of(render: Render) -> list[TextReading]:
    """What a picture that becomes ready owes, not yet saved: nothing where no reader is installed."""
    if not (settings.READS_TEXT and is_installed()):
        return []
    return [TextReading(render_id=render.pk, due_at=timezone.now())]


def not_inspected(render: Render) -> Finding:
    """The finding of a picture that no worker survived inspecting."""
    deaths = _("%(worker_deaths)s workers died while they inspected this picture.") % {
        "worker_deaths": render.worker_deaths
    }
    return uninspected(render, _("%(deaths)s Nothing on it was measured.") % {"deaths": deaths})


def uninspected(render: Render, message: str) -> Finding:
    return Finding(render=render, check_name="uninspected", severity=Finding.Severity.BLOCKING, message=message[:300])


def finding_row(render: Render, found: quality.CheckFinding) -> Finding:
    return Finding(
        render=render,
        check_name=found.check,
        severity=found.severity,
        message=found.message[:300],
        measure=found.measure,
        limit=found.limit,
        unit=found.unit,
        box=[round(side, 6) for side in found.box] if found.box else None,
        mask=stored_mask(found.mask) if found.mask else None,
    )


def stored_mask(mask: quality.CoarseMask) -> dict[str, int | str]:
    return {"width": mask.width, "height": mask.height, "bits": mask.bits.hex()}


def damage_row(render: Render) -> Finding:
    """The finding of a picture that came damaged each time it was fetched."""
    message = _(
        "The file is damaged inside. Part of the picture may be missing or have wrong colours: look at all of it."
    )
    return Finding(render=render, check_name="damaged", severity=Finding.Severity.BLOCKING, message=message)


def remark_row(render: Render, message: str) -> Finding:
    """A note that part of the prompt was drawn differently."""
    return Finding(render=render, check_name="not_honoured", severity=Finding.Severity.INFO, message=message[:300])
