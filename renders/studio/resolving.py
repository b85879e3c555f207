"""Turning the matched rules into the fields of one brief: conflicts between rules, and defaults."""

from collections.abc import Sequence
from typing import Any

from renders.studio.lighting import Lighting
from renders.studio.phrase_codes import PhraseCode
from renders.studio.phrases import MarkedPrompt, PhraseRule
from renders.studio.scene_phrase_rules import DIRECTIONS, NEGATIONS, TABLETOPS
from renders.studio.vocabulary import Ground, View

_TABLETOPS = (Ground.OAK, Ground.MARBLE, Ground.SLATE)
# Rim light comes from a little behind the product, on whichever side it is.
_BEHIND = {180.0: 158.0, 196.0: 150.0, 0.0: 22.0, 344.0: 30.0, None: 112.0}
# Seen from above, "upper left" is a bearing on the table, not a height above it.
_BEARINGS_FROM_ABOVE: dict[float | None, float] = {196.0: 140.0, 344.0: 40.0}


def resolve(matched: Sequence[PhraseRule], paper: Ground | None, colours: tuple[str, ...]) -> dict[str, Any]:
    """The fields of a brief, except `fill` and `phrases`, from the matched rules and the paper ground."""
    fields: dict[str, Any] = {}
    light: dict[str, Any] = {}
    for rule in sorted(matched, key=lambda one: one in NEGATIONS):
        fields |= rule.sets
        # A low sun from the left is still low: a side sets the height only when no other rule did.
        light |= {key: value for key, value in rule.light.items() if key not in light or not _is_side(rule, key)}
    mood = fields.pop("mood_ground", None)
    ground = next((rule.sets["ground"] for rule in matched if rule in TABLETOPS), None) or paper or mood or Ground.WHITE
    fields |= {"ground": ground, "colours": _colours(ground, paper, colours)}
    if light.get("rim"):
        light["azimuth"] = _BEHIND.get(light.get("azimuth"), light.get("azimuth"))
    light["panes"] = light.get("panes", False) and ground in _TABLETOPS
    return _with_defaults(fields, light)


def _is_side(rule: PhraseRule, key: str) -> bool:
    return key == "elevation" and rule in DIRECTIONS and rule.light["azimuth"] is not None


def _colours(ground: object, paper: Ground | None, colours: tuple[str, ...]) -> tuple[str, ...]:
    if ground in _TABLETOPS and paper is Ground.WHITE:
        return ("#f1f0ed",)
    return colours


def _with_defaults(fields: dict[str, Any], light: dict[str, Any]) -> dict[str, Any]:
    """Add what the prompt leaves open: the usual light and place for this view and ground."""
    if fields.get("view") is View.TOP:
        bearing = light.get("azimuth", 140.0)
        light = {"elevation": 62.0, "spread": 15.0} | light | {"azimuth": _BEARINGS_FROM_ABOVE.get(bearing, bearing)}
        if bearing is None and fields.get("cast", 1.0) > 0:
            fields = fields | {"cast": 1.0}
    elif fields["ground"] is Ground.WHITE:
        light = {"elevation": 58.0, "spread": 15.0} | light
    elif fields["ground"] in _TABLETOPS:
        fields = {"place": (0.5, 0.54)} | fields
    return fields | {"light": Lighting(**light)}


def correct_codes(marked: MarkedPrompt, matched: Sequence[PhraseRule], fields: dict[str, Any]) -> None:
    """Correct the codes of phrases that another phrase overrode."""
    has_tabletop = fields["ground"] in _TABLETOPS
    is_from_above = fields.get("view") is View.TOP
    for rule in matched:
        if rule.code_on_plain and (is_from_above or not has_tabletop):
            marked.replace_code(rule.code, rule.code_on_plain)
        if rule in TABLETOPS and rule.sets["ground"] is not fields["ground"]:
            marked.replace_code(rule.code, PhraseCode.SECOND_TABLETOP)
    if is_from_above:
        marked.replace_code(PhraseCode.GROUND_REFLECTIVE, PhraseCode.REFLECTION_HIDDEN)
    if has_tabletop:
        marked.replace_code(PhraseCode.GROUND_PAPER, PhraseCode.BACKDROP_COLOURED)
        marked.replace_code(PhraseCode.GROUND_SEAMLESS, PhraseCode.BACKDROP_PLAIN)
        marked.replace_code(PhraseCode.GROUND_GRADIENT, PhraseCode.GRADIENT_BEHIND_TABLETOP)
