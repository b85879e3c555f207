"""Inspection as one step from a picture's bytes to plain values. It runs in a child process."""

from dataclasses import dataclass, replace
from typing import cast

from catalog.pictures import Decoded, decode
from catalog.pictures.preparing import Source, read
from renders.contracts import GenerationContract
from renders.finishing import ReceivedPicture, received
from renders.quality.check_finding import Box, CheckFinding, Siblings
from renders.quality.checks import inspect
from renders.quality.duplicates import perceptual_hash


@dataclass(frozen=True)
class Inspection:
    """What was measured on one picture."""

    findings: tuple[CheckFinding, ...]
    perceptual_hash: int
    is_damaged: bool


def inspect_master(master: Source, contract: GenerationContract, siblings: Siblings) -> Inspection:
    """Raises `Undecodable`, and `FileNotFoundError` when the file is not there."""
    return _measured(decode(read(master), allow_damage=True), contract, siblings)


def receive_and_inspect(
    data: bytes, contract: GenerationContract, siblings: Siblings
) -> tuple[ReceivedPicture, Inspection | None]:
    """A picture that has just come, decoded once for both. Raises `Undecodable`.

    An inspection that breaks must not cost the picture: it is left out, and is to be tried by itself.
    """
    decoded = decode(data, allow_damage=True)
    picture = received(decoded)
    try:
        return picture, _measured(decoded, contract, siblings)
    except MemoryError:
        raise
    except Exception:  # whatever it is, the inspection by itself meets it again and reports it
        return picture, None


def _measured(decoded: Decoded, contract: GenerationContract, siblings: Siblings) -> Inspection:
    findings = tuple(_plain(finding) for finding in inspect(decoded.image, contract, siblings))
    return Inspection(findings, perceptual_hash(decoded.image), decoded.is_damaged)


def _plain(finding: CheckFinding) -> CheckFinding:
    """Without numbers of numpy, which do not leave a child."""
    box = None if finding.box is None else cast("Box", tuple(float(share) for share in finding.box))
    return replace(finding, measure=float(finding.measure), limit=float(finding.limit), box=box)
