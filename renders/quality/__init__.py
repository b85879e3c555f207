"""Inspection: what a machine can measure on a render, as findings with measure and limit.

A new check is one file in `checks` with its limits, `RULES`, and a function `check(analysis, order)`; its name in
`CHECKS` there, and a higher RULES_VERSION.
"""

from renders.quality.channel_rules.channel_fits import (
    Bound,
    ChannelFit,
    ChannelRules,
    Confidence,
    Outcome,
    channel_fits,
)
from renders.quality.channel_rules.measures import ChannelMeasures, measures_of
from renders.quality.channel_rules.shipped_channels import CHANNEL_RULES
from renders.quality.check_finding import CheckFinding, Severity, unjudged
from renders.quality.checks import CHECKS, RULES_VERSION, inspect, version_of
from renders.quality.comparing.perceptual_hashes import distance, near_duplicates
from renders.quality.comparing.set_consistency import LEAST_PICTURES, OddOne, SetPicture, odd_ones
from renders.quality.from_bytes import Inspection, inspect_master, receive_and_inspect
from renders.quality.inspection_order import InspectionOrder, Pixels, Siblings
from renders.quality.masks import CoarseMask
from renders.quality.picture_analysis import PictureAnalysis, perceptual_hash
from renders.quality.prompt_requests import (
    requested_fill,
    requested_light,
    requests_centring,
    requests_scene,
    requests_white_ground,
)
from renders.quality.rules import SHIPPED, Rule, Rules

__all__ = [
    "LEAST_PICTURES",
    "OddOne",
    "SetPicture",
    "odd_ones",
    "Bound",
    "CHANNEL_RULES",
    "CHECKS",
    "ChannelFit",
    "ChannelRules",
    "Confidence",
    "ChannelMeasures",
    "Outcome",
    "channel_fits",
    "measures_of",
    "SHIPPED",
    "CoarseMask",
    "InspectionOrder",
    "PictureAnalysis",
    "Pixels",
    "Rule",
    "Rules",
    "Siblings",
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
    "requested_light",
    "requests_centring",
    "requests_scene",
    "requests_white_ground",
    "unjudged",
    "version_of",
]
