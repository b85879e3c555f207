"""The result of an inspection: the fields of a render's row, and its findings."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from renders import quality
from renders.models import Finding, Render
from renders.providers import Provider


class InspectedPicture(NamedTuple):
    """What an inspection makes of a render: fields of its row, and findings, not yet saved."""

    fields: Mapping[str, Any]
    findings: Sequence[Finding]


def measured(render: Render, inspection: quality.Inspection, provider: Provider) -> InspectedPicture:
    """What was found on a picture, with what its provider drew otherwise."""
    findings = [damage_row(render)] if inspection.is_damaged else []
    findings += [finding_row(render, found) for found in inspection.findings]
    findings += [remark_row(render, sentence) for sentence in provider.remarks(render.contract)]
    fields: dict[str, Any] = {
        "perceptual_hash": f"{inspection.perceptual_hash:016x}",
        "rules_version": inspection.rules_version,
    }
    measures = inspection.measures
    fields["measures"] = {"fill": measures.fill, "ground": measures.ground, "shadow": measures.shadow}
    return InspectedPicture(fields, findings)


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
