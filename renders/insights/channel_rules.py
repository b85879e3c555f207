"""The rules of all channels: those that ship, in their order, and what admins say otherwise or of others."""

from collections import defaultdict
from typing import Any

from renders.models import ChannelBound, ChannelRuleSet, Render
from renders.quality import (
    CHANNEL_RULES,
    Bound,
    ChannelFit,
    ChannelMeasures,
    ChannelRules,
    Confidence,
    Severity,
    channel_fits,
)


def fits_of(render: Render | None) -> list[ChannelFit]:
    """Each channel with what the picture lacks there; none where it was not measured."""
    measures = measures_of(render)
    return channel_fits(measures, channel_rules()) if measures else []


def fit_of(render: Render, rules: ChannelRules) -> ChannelFit | None:
    """What the picture lacks by these rules; None where it was not measured."""
    measures = measures_of(render)
    return channel_fits(measures, [rules])[0] if measures else None


def measures_of(render: Render | None) -> ChannelMeasures | None:
    if render is None or not render.measures or not render.width or not render.height:
        return None
    return ChannelMeasures(render.width, render.height, **render.measures)


def rules_named(code: str) -> ChannelRules | None:
    """None where no rules of this code are in use. Two queries, or none without a code."""
    return next((rules for rules in channel_rules() if rules.code == code), None) if code else None


def channel_rules() -> list[ChannelRules]:
    """Two queries."""
    bounds = defaultdict(list)
    for bound in ChannelBound.objects.all():
        bounds[bound.rule_set_id].append(bound)
    rows = {row.code: row for row in ChannelRuleSet.objects.all()}
    shipped = {rules.code: rules for rules in CHANNEL_RULES}
    changed = {code: rules_of(row, bounds[row.pk]) for code, row in rows.items() if row.is_enabled}
    hidden = {code for code, row in rows.items() if not row.is_enabled}
    return [rules for code, rules in {**shipped, **changed}.items() if code not in hidden]


def rules_of(row: ChannelRuleSet, bounds: list[ChannelBound]) -> ChannelRules:
    return ChannelRules(
        row.code,
        row.name,
        row.source,
        row.checked_on,
        Confidence(row.confidence),
        tuple(Bound(one.measure, Severity(one.severity), one.at_least, one.at_most) for one in bounds),
        tuple(one.strip() for one in row.ratios.split(",") if one.strip()),
    )


def fields_of(rules: ChannelRules) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What a row with the same rules holds, and each of its bounds."""
    own = {name: getattr(rules, name) for name in ("code", "name", "source", "checked_on")}
    own |= {"confidence": str(rules.confidence), "ratios": ", ".join(rules.ratios)}
    return own, [{**vars(bound), "severity": str(bound.severity)} for bound in rules.bounds]
