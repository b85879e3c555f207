"""Inspection as one step from a picture's bytes to plain values. It runs in a child process."""

from dataclasses import dataclass, replace
from typing import cast

from catalog.pictures import Decoded, decode
from catalog.pictures.preparing import Source, read
from renders.finishing import ReceivedPicture, received
from renders.quality.channel_rules.measures import ChannelMeasures, measures_of
from renders.quality.check_finding import Box, CheckFinding
from renders.quality.checks import inspect_analysed, version_of
from renders.quality.comparing.compared_pictures import opened
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis


@dataclass(frozen=True)
class Inspection:
    """What was measured on one picture."""

    findings: tuple[CheckFinding, ...]
    perceptual_hash: int
    rules_version: str
    is_damaged: bool
    measures: ChannelMeasures


def inspect_master(master: Source, order: InspectionOrder) -> Inspection:
    """Raises `Undecodable`, and `FileNotFoundError` when the file is not there."""
    return _measured(decode(read(master), allow_damage=True), order)


def receive_and_inspect(data: bytes, order: InspectionOrder) -> tuple[ReceivedPicture, Inspection | None]:
    """A picture that has just come, decoded once for both. Raises `Undecodable`.

    An inspection that breaks must not cost the picture: it is left out, and is to be tried by itself.
    """
    decoded = decode(data, allow_damage=True)
    picture = received(data, decoded)
    try:
        return picture, _measured(decoded, order)
    except MemoryError:
        raise
    except Exception:  # whatever it is, the inspection by itself meets it again and reports it
        return picture, None


def _measured(decoded: Decoded, order: InspectionOrder) -> Inspection:
    analysis = PictureAnalysis(decoded.image)
    findings = tuple(_plain(finding) for finding in inspect_analysed(analysis, opened(order)))
    version = version_of(order.rules)
    return Inspection(findings, analysis.perceptual_hash, version, decoded.is_damaged, measures_of(analysis, order))


def _plain(finding: CheckFinding) -> CheckFinding:
    """Without numbers of numpy, which do not leave a child."""
    box = None if finding.box is None else cast("Box", tuple(float(share) for share in finding.box))
    measure, limit = (None if number is None else float(number) for number in (finding.measure, finding.limit))
    return replace(finding, measure=measure, limit=limit, box=box)
