"""The last step of a render: what is measured on its picture, written beside it."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from catalog.pictures import Undecodable, decode
from renders import quality
from renders.files import MASTERS
from renders.models import Finding, Lease, Render
from renders.models.money import close
from renders.models.renders import RenderRows, State
from renders.models.rows import insert
from renders.pipeline import lost
from renders.providers import Provider
from renders.schedule import Ring

MOST_DEATHS = 3
"""Workers that may die over one picture. It is paid for, so the next one keeps it, for a person to look at."""


def inspect(render: Render, provider: Provider, lease: Lease) -> list[Ring]:
    """Measure the master against its contract; findings and state are written together."""
    contract = render.shot.contract
    mine = Render.rows(pk=render.pk).held_by(lease)
    if render.deaths >= MOST_DEATHS:
        return written(render, mine, [uninspected(render)], {}, lease)
    try:
        image = decode(MASTERS.read(render.sha256)).image
    except (Undecodable, FileNotFoundError):
        return lost(render, mine, "master_lost", "The stored picture can no longer be read.")
    shot = Render.rows(shot=render.shot_id).select("number", "perceptual_hash")
    hashes = {number: int(value, 16) for number, value in shot if number < render.number and value}
    found = [finding_row(render, one) for one in quality.inspect(image, contract, siblings=hashes)]
    found += [remark_row(render, sentence) for sentence in provider.remarks(contract)]
    seen = {"perceptual_hash": f"{quality.perceptual_hash(image):016x}", "rules_version": str(quality.RULES_VERSION)}
    return written(render, mine, found, seen, lease)


def written(
    render: Render, mine: RenderRows, found: Sequence[Finding], seen: Mapping[str, str], lease: Lease
) -> list[Ring]:
    """Ready, with what was found."""
    with transaction.atomic():
        mine.moved(State.STORED, State.READY, **seen, **lease.let_go())
        insert(found)
    close(render.shot_set_id)
    return []


def uninspected(render: Render) -> Finding:
    """The mark of a picture that nothing could inspect."""
    sentence = f"{render.deaths} workers died while they inspected this picture. Nothing on it was measured."
    return Finding(render=render, check_name="uninspected", severity=Finding.Severity.BLOCKING, message=sentence)


def finding_row(render: Render, found: quality.CheckFinding) -> Finding:
    """The row of what inspection measured."""
    return Finding(
        render=render,
        check_name=found.check,
        severity=found.severity,
        message=found.message[:300],
        measure=found.measure,
        limit=found.limit,
        unit=found.unit,
        box=list(found.box) if found.box else None,
    )


def remark_row(render: Render, sentence: str) -> Finding:
    """A note about words of the prompt that were drawn differently."""
    return Finding(render=render, check_name="not_honoured", severity=Finding.Severity.INFO, message=sentence[:300])
