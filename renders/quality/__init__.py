"""Inspection: what a machine can measure on a render, as findings with measure and limit.

A new check is one file with a `check` function of this signature, its name in `CHECKS` (checks.py), and a higher
RULES_VERSION.
"""

from renders.quality.check_finding import CheckFinding, Severity
from renders.quality.checks import CHECKS, RULES_VERSION, inspect
from renders.quality.duplicates import distance, near_duplicates, perceptual_hash
from renders.quality.from_bytes import Inspection, inspect_master, receive_and_inspect
from renders.quality.prompt_requests import (
    requested_fill,
    requests_centring,
    requests_scene,
    requests_white_ground,
)

__all__ = [
    "CHECKS",
    "RULES_VERSION",
    "CheckFinding",
    "Inspection",
    "Severity",
    "distance",
    "inspect",
    "inspect_master",
    "receive_and_inspect",
    "near_duplicates",
    "perceptual_hash",
    "requested_fill",
    "requests_centring",
    "requests_scene",
    "requests_white_ground",
]
