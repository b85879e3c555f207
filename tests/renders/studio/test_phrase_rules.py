"""Which code each phrase gets, and what it sets in the brief."""

from dataclasses import asdict
from pathlib import Path

import pytest

from renders.studio import PhraseCode, StudioBrief, read_brief

# Lines of "code: phrase, phrase"; nearly every alternative of every rule occurs in one of them.
LINES = Path(__file__).with_name("phrases.txt").read_text("utf-8").splitlines()
# What each phrase changes, compared with an empty prompt.
CHANGES = [
    ("no cast shadow", {"contact": 0.0, "cast": 0.0}),
    ("no reflection", {}),
    ("top view", {"view": "top", "light.azimuth": 140.0, "light.elevation": 62.0}),
    ("90-degrees", {"view": "top", "light.azimuth": 140.0, "light.elevation": 62.0}),
    ("3/4 view", {"view": "three-quarter"}),
    ("eye-level", {}),
    ("birch", {"ground": "oak", "place": (0.5, 0.54), "light.elevation": 50.0, "light.spread": 13.0}),
    (
        "marble top",
        {"ground": "marble", "place": (0.5, 0.54), "mirror": 0.16, "light.elevation": 50.0, "light.spread": 13.0},
    ),
    (
        "warm basalt",
        {
            "ground": "slate",
            "backdrop": "dark",
            "place": (0.5, 0.54),
            "light.elevation": 50.0,
            "light.spread": 13.0,
            "light.key": 0.56,
        },
    ),
    (
        "sun window",
        {
            "backdrop": "window",
            "light.azimuth": 158.0,
            "light.elevation": 36.0,
            "light.spread": 7.0,
            "light.key": 0.58,
            "light.warmth": 0.4,
        },
    ),
    ("a curtain", {"backdrop": "curtain"}),
    (
        "dark luxury",
        {
            "ground": "slate",
            "backdrop": "dark",
            "place": (0.5, 0.54),
            "mirror": 0.12,
            "light.elevation": 50.0,
            "light.spread": 9.0,
            "light.key": 0.62,
        },
    ),
    (
        "sunset",
        {
            "light.azimuth": 140.0,
            "light.elevation": 30.0,
            "light.spread": 6.0,
            "light.key": 0.62,
            "light.warmth": 0.85,
            "light.rim": 0.5,
        },
    ),
    ("edgelight", {"light.azimuth": 112.0, "light.rim": 0.45}),
    ("low key", {"light.spread": 8.0, "light.key": 0.62}),
    ("direct flash", {"light.spread": 3.0, "light.key": 0.6}),
    ("airy key", {"light.spread": 18.0, "light.key": 0.3}),
    ("warm light", {"light.warmth": 0.4}),
    ("softbox", {"light.key": 0.4}),
    ("contact shadow below", {"cast": 0.62}),
    ("shadow around rim", {"cast": 0.8}),
    ("long shadows", {"light.elevation": 27.0}),
    ("hard shadow", {"light.spread": 2.5}),
    ("shadows", {"contact": 0.9, "cast": 0.8}),
    ("glossy table", {"mirror": 0.3}),
    ("white space everywhere", {}),
    ("to the right is", {"place": (0.69, 0.5)}),
    ("to the left is", {"place": (0.31, 0.5)}),
    ("copy space on top", {"place": (0.5, 0.6)}),
    ("empty space below", {"place": (0.5, 0.4)}),
    ("centred", {}),
    ("upper left", {"light.azimuth": 196.0, "light.elevation": 55.0}),
    ("at upper-right", {"light.azimuth": 344.0, "light.elevation": 55.0}),
    ("from camera left", {"light.azimuth": 180.0, "light.elevation": 42.0}),
    ("from right", {"light.azimuth": 0.0, "light.elevation": 42.0}),
    ("backlit", {"light.azimuth": 112.0, "light.elevation": 38.0, "light.rim": 0.5}),
    ("front light", {"light.azimuth": 262.0, "light.elevation": 45.0}),
    ("overhead", {"light.azimuth": None, "light.elevation": 90.0, "light.spread": 20.0}),
    ("speckled", {"speckled": True}),
    (
        "on a light oak countertop, window light",
        {
            "ground": "oak",
            "backdrop": "window",
            "place": (0.5, 0.54),
            "light.azimuth": 158.0,
            "light.elevation": 36.0,
            "light.spread": 7.0,
            "light.key": 0.58,
            "light.warmth": 0.4,
            "light.panes": True,
        },
    ),
]


def fields(brief: StudioBrief) -> dict[str, object]:
    light = {f"light.{name}": value for name, value in asdict(brief.light).items()}
    return {name: getattr(brief, name) for name in vars(brief) if name not in ("light", "phrases")} | light


@pytest.mark.parametrize("line", LINES)
def test_a_phrase_gets_its_code(line):
    code, _, phrases = line.partition(": ")
    assert [(one.text, one.code) for one in read_brief(phrases).phrases] == [
        (phrase, PhraseCode(code)) for phrase in phrases.split(", ")
    ]


@pytest.mark.parametrize(("prompt", "changes"), CHANGES)
def test_a_phrase_sets_its_fields(prompt, changes):
    before = fields(read_brief(""))
    assert {name: value for name, value in fields(read_brief(prompt)).items() if value != before[name]} == changes


def test_a_code_is_the_lower_case_name():
    assert [code.value for code in PhraseCode] == [name.lower() for name in PhraseCode.__members__]


@pytest.mark.parametrize(
    ("prompt", "azimuth"),
    [
        ("rim light, from the left", 158),
        ("rim light, from the upper left", 150),
        ("rim light, from the right", 22),
        ("rim light, from the upper right", 30),
        ("flatlay, from the upper left", 140),
        ("flatlay, from the upper right", 40),
        ("flatlay, overhead", None),
    ],
)
def test_the_bearing_of_the_light_depends_on_rim_and_view(prompt, azimuth):
    assert read_brief(prompt).light.azimuth == azimuth


def test_a_tabletop_before_a_white_ground_has_an_off_white_background():
    assert read_brief("on a light oak table, seamless white backdrop").colours == ("#f1f0ed",)


@pytest.mark.parametrize(
    ("prompt", "colours"),
    [
        ("muted sage paper", ("#9fae99",)),
        ("dark navy backdrop", ("#000622",)),
        ("soft pink gradient background", ("#fde9eb", "#f5c9cf")),
        ("gradient background", ("#f2f2f0", "#c9c9c7")),
        ("warm white wall", ("#f5f3f0",)),
    ],
)
def test_a_shade_before_a_colour_shifts_it(prompt, colours):
    assert read_brief(prompt).colours == colours
