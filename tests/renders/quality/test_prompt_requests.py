import pytest

from renders.quality import requested_fill, requests_centring, requests_scene, requests_white_ground
from renders.quality.prompt_requests import (
    names_see_through,
    requested_light,
    requests_from_above,
    requests_shadow,
)


@pytest.mark.parametrize(
    ("prompt", "fill"),
    [
        ("centered single subject filling about 60% of frame, white", 0.6),
        ("subject fills 40 % of the frame", 0.4),
        ("about 55% of frame", 0.55),
        ("product at roughly 85 percent of the frame", 0.85),
        ("fill 75-90% of frame", 0.825),
        ("fills 70 to 80% of the frame", 0.75),
        ("mug on white", None),
        ("Double 11 Sale — Up to 50% Off", None),
        ("Up to 50% Off, subject filling about 40% of frame", 0.4),
        ("100% cotton shirt, in frame", None),
        ("filling 0% of frame", None),
        ("filling 300% of frame", None),
    ],
)
def test_the_requested_fill_is_read_from_the_prompt(prompt, fill):
    assert requested_fill(prompt) == fill


@pytest.mark.parametrize(
    "prompt",
    [
        "seamless white cyclorama background",
        "clean white seamless backdrop",
        "on a white background",
        "pure White Background",
        "white studio backdrop",
    ],
)
def test_a_white_ground_is_recognised(prompt):
    assert requests_white_ground(prompt)


@pytest.mark.parametrize(
    "prompt",
    [
        "white marble countertop",
        "white mug on slate",
        "off-white background",
        "small white label",
        "grey paper background",
    ],
)
def test_other_white_things_are_not_a_white_ground(prompt):
    assert not requests_white_ground(prompt)


@pytest.mark.parametrize("word", ["centered", "Centred"])
def test_centring_is_recognised(word):
    assert requests_centring(f"{word} single subject")


def test_centre_left_is_not_the_middle():
    assert not requests_centring("headline in the center-left")


@pytest.mark.parametrize("text", ["light oak countertop", "white marble tabletop", "on a windowsill in a kitchen"])
def test_a_scene_is_recognised(text):
    assert requests_scene(f"ceramic mug, {text}, golden hour")


@pytest.mark.parametrize("text", ["light grey paper", "soft pink gradient background", "table lamp, white background"])
def test_a_plain_ground_is_no_scene(text):
    assert not requests_scene(text)


@pytest.mark.parametrize(
    ("prompt", "side"),
    [
        ("soft light from the upper left, contact shadow", "left"),
        ("Window light from the right at golden hour", "right"),
        ("light from camera left", "left"),
        ("light from the left, light from the right", None),
        ("even overhead light, copy space on the left", None),
        ("soft light. Space at the right", None),
    ],
)
def test_the_side_of_the_light_is_read_from_the_prompt(prompt, side):
    assert requested_light(prompt) == side


@pytest.mark.parametrize(
    ("prompt", "is_asked"),
    [("soft contact shadow", True), ("shadows under the rim", True), ("no shadow", False), ("no cast shadow", False),
     ("without any shadow", False), ("shadowless light", False), ("soft light", False)],
)  # fmt: skip
def test_a_shadow_that_is_asked_for_is_recognised(prompt, is_asked):
    assert requests_shadow(prompt) is is_asked


@pytest.mark.parametrize(
    ("prompt", "is_asked"),
    [("top view, even light", True), ("flat lay, seen from above", True), ("straight-on, light from above", False)],
)
def test_a_view_from_above_is_not_light_from_above(prompt, is_asked):
    assert requests_from_above(prompt) is is_asked


@pytest.mark.parametrize(("prompt", "is_named"), [("One clear glass bottle", True), ("tin, glassy glaze", False)])
def test_glass_is_recognised(prompt, is_named):
    assert names_see_through(prompt) is is_named
