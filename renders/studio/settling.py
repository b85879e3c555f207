"""Where wordings meet: which ground wins, what a side does to a low sun, what is left open."""

from collections.abc import Sequence
from typing import Any

from renders.studio.light import Light
from renders.studio.phrases import Sheet
from renders.studio.scene_wordings import DIRECTIONS, NEGATIONS, TABLETOPS
from renders.studio.vocabulary import Ground, Verdict, View, Wording

_TABLETOPS = (Ground.OAK, Ground.MARBLE, Ground.SLATE)
# A light that catches the edge stands a little behind the product, whichever side it comes from.
_BEHIND = {180.0: 158.0, 196.0: 150.0, 0.0: 22.0, 344.0: 30.0, None: 112.0}
# From above, "upper left" is a bearing on the table itself, not a height in the room.
_BEARINGS_FROM_ABOVE: dict[float | None, float] = {196.0: 140.0, 344.0: 40.0}


def settle(asked: Sequence[Wording], paper: Ground | None, colours: tuple[str, ...]) -> dict[str, Any]:
    """The fields of a brief that the wordings, the paper ground and its colours ask for."""
    wishes: dict[str, Any] = {}
    light: dict[str, Any] = {}
    for wording in sorted(asked, key=lambda one: one in NEGATIONS):
        wishes |= wording.sets
        # A low sun that comes from the left is still low: a side gives the height only when nothing else did.
        light |= {key: value for key, value in wording.light.items() if key not in light or not _is_side(wording, key)}
    mood = wishes.pop("mood_ground", None)
    ground = next((one.sets["ground"] for one in asked if one in TABLETOPS), None) or paper or mood or Ground.WHITE
    wishes |= {"ground": ground, "colours": _colours(ground, paper, colours)}
    if light.get("rim"):
        light["azimuth"] = _BEHIND.get(light.get("azimuth"), light.get("azimuth"))
    light["panes"] = light.get("panes", False) and ground in _TABLETOPS
    return _photographed(wishes, light)


def _is_side(wording: Wording, key: str) -> bool:
    return key == "elevation" and wording in DIRECTIONS and wording.light["azimuth"] is not None


def _colours(ground: object, paper: Ground | None, colours: tuple[str, ...]) -> tuple[str, ...]:
    if ground in _TABLETOPS and paper is Ground.WHITE:
        return ("#f1f0ed",)
    return colours


def _photographed(wishes: dict[str, Any], light: dict[str, Any]) -> dict[str, Any]:
    """Fill in what the prompt leaves open, as a photographer would for this view and ground."""
    if wishes.get("view") is View.TOP:
        bearing = light.get("azimuth", 140.0)
        light = {"elevation": 62.0, "spread": 15.0} | light | {"azimuth": _BEARINGS_FROM_ABOVE.get(bearing, bearing)}
        if bearing is None and wishes.get("cast", 1.0) > 0:
            wishes = wishes | {"cast": 1.0}
    elif wishes["ground"] is Ground.WHITE:
        light = {"elevation": 58.0, "spread": 15.0} | light
    elif wishes["ground"] in _TABLETOPS:
        wishes = {"place": (0.5, 0.54)} | wishes
    return wishes | {"light": Light(**light)}


def restate(sheet: Sheet, asked: Sequence[Wording], settled: dict[str, Any]) -> None:
    """Say the truth about phrases whose wish another one overruled."""
    tabletop = settled["ground"] in _TABLETOPS
    if not tabletop or settled.get("view") is View.TOP:
        for wording in asked:
            if wording.on_plain:
                sheet.restate(wording.meaning, *wording.on_plain)
    if settled.get("view") is View.TOP:
        sheet.restate(
            "The ground mirrors the product faintly.", Verdict.NOT_HONOURED, "From above no reflection is seen."
        )
    for wording in asked:
        if wording in TABLETOPS and wording.sets["ground"] is not settled["ground"]:
            sheet.restate(wording.meaning, Verdict.NOT_HONOURED, "The product stands on one ground only.")
    if tabletop:
        sheet.restate("The ground is paper in this colour.", Verdict.HONOURED, "The wall behind has this colour.")
        sheet.restate("The ground is seamless.", Verdict.HONOURED, "The wall behind is plain.")
        sheet.restate(
            "The ground runs from one colour into another.",
            Verdict.NOT_HONOURED,
            "The tabletop takes the ground's place.",
        )
