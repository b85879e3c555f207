import pytest

from renders.studio import Ground, Phrase, PhraseCode, Verdict, View, read_brief

MUG = ("coffee mug", "matte ceramic", "soft beige glaze")


def phrase(prompt: str, text: str, product_words: tuple[str, ...] = MUG) -> Phrase:
    """The phrase of the prompt that contains this text."""
    return next(one for one in read_brief(prompt, product_words).phrases if text in one.text)


@pytest.mark.parametrize(
    ("prompt", "ground"),
    [
        ("on a seamless white cyclorama", Ground.WHITE),
        ("clean white seamless backdrop", Ground.WHITE),
        ("on a light grey paper surface", Ground.PAPER),
        ("against a blush backdrop", Ground.PAPER),
        ("soft pink gradient background", Ground.GRADIENT),
        ("on a light oak countertop", Ground.OAK),
        ("on a slab of white marble", Ground.MARBLE),
        ("on dark slate", Ground.SLATE),
        ("dark luxury look", Ground.SLATE),
        ("a mug", Ground.WHITE),
    ],
)
def test_the_ground_is_read_from_the_prompt(prompt, ground):
    assert read_brief(prompt).ground == ground


def test_a_paper_ground_takes_the_colour_named_before_it_and_the_product_does_not():
    brief = read_brief("soft beige glaze, on a navy paper backdrop", MUG)
    assert (brief.ground, brief.colours) == (Ground.PAPER, ("#22304d",))


@pytest.mark.parametrize(
    "noun",
    [
        "cyclorama",
        "cyclorama wall",
        "cyclorama background",
        "cyclorama backdrop",
        "infinity cove",
        "sweep",
        "paper",
        "seamless paper",
        "paper sweep",
        "paper surface",
        "paper background",
        "paper backdrop",
        "paper sheet",
        "seamless",
        "seamless backdrop",
        "seamless background",
        "backdrop",
        "background",
        "surface",
        "wall",
        "studio background",
        "studio backdrop",
        "studio floor",
    ],
)
def test_every_noun_for_a_paper_ground_is_read(noun):
    brief = read_brief(f"sage {noun}")
    assert (brief.ground, [one.text for one in brief.phrases]) == (Ground.PAPER, [f"sage {noun}"])


def test_a_gradient_between_two_named_colours_has_both():
    assert read_brief("gradient from sky to navy").colours == ("#b9d6ea", "#22304d")


@pytest.mark.parametrize(("text", "fill"), [("filling about 60% of frame", 0.6), ("fills 40 % of the image", 0.4)])
def test_the_fill_is_the_share_the_prompt_names(text, fill):
    assert read_brief(f"a mug, {text}").fill == fill


@pytest.mark.parametrize(
    ("text", "side"), [("soft light from the upper left", -1), ("from camera left", -1), ("light from the right", 1)]
)
def test_the_light_comes_from_the_side_the_prompt_names(text, side):
    assert read_brief(text).light.towards[0] * side > 0.4


def test_even_overhead_light_has_no_side():
    assert read_brief("soft even overhead lighting").light.azimuth is None


def test_a_direction_in_the_prompt_overrules_the_one_a_mood_brings():
    light = read_brief("light from the right, golden-hour rim lighting").light
    assert (light.towards[0] > 0.4, light.warmth > 0.5) == (True, True)


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("top-down 90-degree angle", View.TOP),
        ("flatlay", View.TOP),
        ("three-quarter view", View.THREE_QUARTER),
        ("a mug", View.FRONT),
    ],
)
def test_the_view_is_read_from_the_prompt(text, view):
    assert read_brief(text).view == view


@pytest.mark.parametrize(
    ("text", "x"), [("negative space on the left", 0.69), ("copy space right", 0.31), ("centered", 0.5)]
)
def test_negative_space_moves_the_product_to_the_other_side(text, x):
    assert read_brief(text).place[0] == x


@pytest.mark.parametrize(
    "prompt",
    [
        "no props",
        "centered single subject",
        "subtle contact shadow underneath",
        "matte ceramic coffee mug",
        "soft beige glaze",
        "seamless white cyclorama",
        "no people",
        "clean negative space top and bottom",
    ],
)
def test_what_is_drawn_as_asked_is_honoured(prompt):
    assert {one.verdict for one in read_brief(prompt, MUG).phrases} == {Verdict.HONOURED}


@pytest.mark.parametrize(
    "prompt", ["shot on 50mm", "ecommerce hero", "Product packshot", "sharp focus", "studio product photography", "1:1"]
)
def test_words_of_the_trade_are_harmless(prompt):
    assert {one.verdict for one in read_brief(prompt, MUG).phrases} == {Verdict.HARMLESS}


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        ("coffee mug held by a woman", "held by a woman"),
        ("coffee mug with lemon slices", "lemon slices"),
        ("coffee mug, water splash", "water splash"),
        ("on wet asphalt at sunrise", "wet asphalt"),
        ("red glaze", "red"),
        ("the label reads OAK ROAST", "OAK ROAST"),
        ("with a zebra", "zebra"),
    ],
)
def test_what_the_studio_cannot_draw_is_not_honoured_and_says_why(prompt, text):
    claimed = phrase(prompt, text)
    assert (claimed.verdict, claimed.explanation.endswith(".")) == (Verdict.NOT_HONOURED, True)


def test_each_code_has_its_own_sentence():
    sentences = [code.explanation for code in PhraseCode]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize(
    ("prompt", "text", "code"),
    [
        ("on white marble and a light oak table", "white marble", PhraseCode.SECOND_TABLETOP),
        ("flatlay, reflections", "reflections", PhraseCode.REFLECTION_HIDDEN),
        ("on a light oak table, sage background", "sage", PhraseCode.BACKDROP_COLOURED),
        ("on a light oak table, seamless", "seamless", PhraseCode.BACKDROP_PLAIN),
        ("on a light oak table, gradient from sky to navy", "sky", PhraseCode.GRADIENT_BEHIND_TABLETOP),
        ("on a light oak table, window light", "window", PhraseCode.BACKDROP_WINDOW),
        ("white cyclorama, window light", "window", PhraseCode.WINDOW_LIGHT_ONLY),
        ("flatlay on a light oak table, window light", "window", PhraseCode.WINDOW_LIGHT_ONLY),
        ("on navy paper, sage backdrop", "sage", PhraseCode.SECOND_GROUND),
    ],
)
def test_a_phrase_that_another_one_overrides_says_so(prompt, text, code):
    assert phrase(prompt, text).code is code


@pytest.mark.parametrize(("share", "fill"), [(3, 0.1), (10, 0.1), (96, 0.96), (100, 0.96)])
def test_the_fill_has_limits(share, fill):
    assert read_brief(f"filling {share}% of frame").fill == fill


def test_the_labels_own_words_are_honoured():
    label = "the label reads 玫瑰精华水 in bold serif Chinese with a small line of English Rose Essence Water below"
    assert phrase(label, "玫瑰精华水", ("玫瑰精华水", "Rose Essence Water")).verdict is Verdict.HONOURED


def test_sharp_focus_on_the_label_does_not_speak_of_its_text():
    assert {one.verdict for one in read_brief("sharp focus on the label", MUG).phrases} == {Verdict.HARMLESS}


def test_nothing_asked_of_the_guides_packshot_is_left_out():
    prompt = (
        "Product packshot: matte ceramic coffee mug, soft beige glaze, centered single subject filling about 60% of "
        "frame, seamless white cyclorama background, soft diffused studio lighting from the upper left, subtle "
        "contact shadow, 50mm photography, no props, ecommerce hero, clean negative space top and bottom"
    )
    assert read_brief(prompt, MUG).not_honoured == ()


def test_phrases_keep_the_prompts_order_and_its_own_letters():
    texts = [one.text for one in read_brief("Coffee Mug, No props, 50mm", MUG).phrases]
    assert texts == ["Coffee Mug", "No props", "50mm"]


@pytest.mark.parametrize("prompt", ["", ",,,", "\0", "100%", "((((", "İİİ on oak", "soft " * 2000])
def test_a_strange_prompt_is_still_a_brief(prompt):
    assert read_brief(prompt).fill in (0.6, 0.96)


@pytest.mark.parametrize(
    ("prompt", "verdict"),
    [
        ("on a light oak countertop, shallow depth of field", Verdict.HONOURED),
        ("white cyclorama, shallow depth of field", Verdict.HARMLESS),
    ],
)
def test_blur_counts_only_where_something_lies_behind_the_product(prompt, verdict):
    assert phrase(prompt, "shallow depth").verdict is verdict


def test_a_curtain_behind_a_white_sweep_is_reported_as_missing():
    assert phrase("white cyclorama, blurred linen curtain", "curtain").verdict is Verdict.NOT_HONOURED


def test_of_two_grounds_the_tabletop_stands_and_the_paper_becomes_the_wall():
    brief = read_brief("on a light oak countertop, sage background")
    assert (brief.ground, brief.colours) == (Ground.OAK, ("#9caf94",))


def test_a_second_ground_is_reported_as_missing():
    assert phrase("on navy paper, sage backdrop", "sage").verdict is Verdict.NOT_HONOURED


def test_a_low_sun_stays_low_when_the_prompt_also_names_its_side():
    light = read_brief("golden-hour light from the left").light
    assert (light.elevation, light.towards[0] < -0.4) == (30.0, True)


def test_a_share_of_something_else_is_no_fill():
    assert read_brief("a mug, 30% off today").fill == 0.6


def test_without_reflections_even_marble_mirrors_nothing():
    assert read_brief("on white marble, no reflections").mirror == 0
