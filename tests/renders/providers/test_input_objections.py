"""The neutral order in each model's own fields, and what is refused before any call."""

import pytest

from renders.contracts import GenerationContract
from renders.providers import ModelSpec, Refused
from renders.providers.input_objections import objections
from renders.providers.model_input import input_of, size_of
from tests.factories import digest_of
from tests.renders.providers.scripted import referring
from tests.shipped import BY_SLUG, ROWS


def spec(slug, **changes):
    names = ("endpoint", "name", "input_schema", "abilities", "size_names", "reference_pictures")
    return ModelSpec(**{**{name: BY_SLUG[slug].get(name, {}) for name in names}, **changes})


def contract(aspect="1:1", **changes):
    fields = {
        "sku": "mug-beige-01",
        "product": "coffee mug",
        "colorway": {"name": "Beige", "words": "soft beige glaze", "swatch": None},
        "variant": "Beige",
        "placement": "pdp-main",
        "aspect": aspect,
        "template": "packshot",
        "version": 1,
        "prompt_digest": digest_of("words"),
        "prompt": "One mug",
        "provider": "hiapi",
        "model": "any",
        "parameters": {},
        "style": "realistic",
    }
    return GenerationContract.from_payload({**fields, **changes})


def only(slug, **changes):
    """The one objection there is."""
    found = objections(contract(**changes), spec(slug))
    assert len(found) == 1, found
    return found[0]


def test_a_model_that_takes_a_ratio_gets_prompt_and_ratio_and_nothing_else():
    assert input_of(contract("4:5"), spec("flux-schnell"), seed=7) == {"prompt": "One mug", "aspect_ratio": "4:5"}


def test_qwen_gets_its_size_with_a_star():
    assert input_of(contract("16:9"), spec("qwen-image-2"), seed=7) == {"prompt": "One mug", "size": "2688*1536"}


def test_a_version_may_set_the_resolution_where_the_model_takes_one():
    sent = input_of(contract("16:9", parameters={"resolution": "2K"}), spec("gpt-image-2"), seed=None)
    assert sent == {"prompt": "One mug", "aspect_ratio": "16:9", "resolution": "2K"}


def test_a_model_that_takes_pixels_gets_sides_it_can_draw_and_the_seed():
    sent = input_of(contract("4:5"), spec("imagepipeline-flux-schnell"), seed=2**31)
    assert sent == {"prompt": "One mug", "width": 816, "height": 1024, "seed": 0}


def test_style_and_negative_prompt_go_where_they_are_taken():
    sent = input_of(contract(negative_prompt="people"), spec("pixelmuse-imagen-3"), seed=1)
    assert (sent["style"], sent["negative_prompt"]) == ("realistic", "people")


@pytest.mark.parametrize("style", ["artistic", "anime"])
def test_a_style_is_sent_where_the_model_has_a_word_for_it_and_refused_where_it_has_none(style):
    assert input_of(contract(style=style), spec("pixelmuse-imagen-3"), seed=1)["style"] == style
    known = "Choose another model, or a version of another style."
    assert only("flux-schnell", style=style) == f"FLUX Schnell has no word for the style {style}. {known}"


@pytest.mark.parametrize("style", ["realistic", "none"])
def test_the_usual_style_and_none_are_taken_by_every_model(style):
    assert objections(contract(style=style), spec("flux-schnell")) == []


def test_a_style_among_the_parameters_is_refused_instead_of_overruled():
    sentence = "Packshot sets style for each order. Remove it from the version."
    assert only("pixelmuse-imagen-3", parameters={"style": "artistic"}) == sentence


def test_references_go_under_the_models_own_name_for_them():
    parameters = {"reference": "https://a.example/1.png https://a.example/2.png"}
    sent = input_of(contract(parameters=parameters), spec("nano-banana-pro"), seed=1)
    assert sent["image_input"] == ["https://a.example/1.png", "https://a.example/2.png"]


def test_an_order_whose_ratio_the_model_lost_meanwhile_is_refused_instead_of_sent():
    with pytest.raises(Refused, match="does not draw 4:5"):
        input_of(contract("4:5"), spec("qwen-image-2"), seed=1)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["slug"])
def test_every_shipped_model_takes_every_ratio_it_names(row):
    needed = referring(row.get("reference_pictures", {}).get("minimum", 0))
    asked = needed if needed["references"] else {}
    found = {aspect: objections(contract(aspect, **asked), spec(row["slug"])) for aspect in row["aspects"]}
    assert found == {aspect: [] for aspect in row["aspects"]}


def test_a_ratio_that_is_not_drawn_is_named_with_those_that_are():
    drawn = "1:1, 3:2, 2:3, 4:3, 3:4, 5:4, 4:5, 16:9, 9:16, 21:9"
    assert only("flux-schnell", aspect="5:7") == f"FLUX Schnell does not draw 5:7. It draws {drawn}."
    assert only("qwen-image-2", aspect="4:5").endswith("It draws 16:9, 4:3, 1:1, 3:4, 9:16.")


def test_a_parameter_that_the_model_does_not_know():
    sentence = "FLUX Schnell takes no resolution. Remove it from the version."
    assert only("flux-schnell", parameters={"resolution": "2K"}) == sentence


def test_a_size_with_the_wrong_sign_is_shown_with_the_right_one():
    sentence = "Qwen Image 2.0 writes the size as 2688*1536, not 2688x1536."
    assert only("qwen-image-2", aspect="16:9", parameters={"size": "2688x1536"}) == sentence


def test_a_size_that_is_not_on_the_list():
    sentence = "size is one of 2688*1536, 2368*1728, 2048*2048, 1728*2368, 1536*2688, not 1000*1000."
    assert only("qwen-image-2", parameters={"size": "1000*1000"}) == sentence


@pytest.mark.parametrize("choices", [[], [""]])
def test_a_field_whose_list_is_empty_is_one_that_the_model_does_not_take(choices):
    schema = {"type": "object", "properties": {"prompt": {"type": "string"}, "mood": {"enum": choices}}}
    found = objections(contract(parameters={"mood": "soft"}), spec("flux-schnell", input_schema=schema))
    assert [each for each in found if "mood" in each] == ["FLUX Schnell takes no mood. Remove it from the version."]


def test_a_size_of_another_ratio_than_the_placements():
    sentence = "The placement fixes the ratio at 1:1. Remove size 2688*1536 from the version."
    assert only("qwen-image-2", parameters={"size": "2688*1536"}) == sentence


def test_a_version_may_repeat_the_placements_own_ratio():
    assert objections(contract("16:9", parameters={"size": "2688*1536"}), spec("qwen-image-2")) == []


def test_five_samples():
    assert only("imagepipeline-flux-schnell", parameters={"samples": 5}) == "samples is at most 4, not 5."


def test_the_number_of_samples_follows_from_the_order():
    sentence = "Packshot sets samples for each order. Remove it from the version."
    assert only("imagepipeline-flux-schnell", parameters={"samples": 2}) == sentence


def test_a_side_of_1537_pixels():
    found = objections(contract(parameters={"width": 1537, "height": 1537}), spec("imagepipeline-flux-schnell"))
    assert "width is at most 1536, not 1537." in found
    sentence = (
        "FLUX Schnell (imagepipeline.io) draws 1536 pixels on the longer side, the version asks for 1537. "
        "Set long_edge to 1536 or less."
    )
    assert only("imagepipeline-flux-schnell", parameters={"long_edge": 1537}) == sentence


def test_more_pixels_than_the_model_draws():
    sentence = "Nano Banana Pro draws 1024 pixels on the longer side, the version asks for 2048. Set resolution to 2K."
    assert only("nano-banana-pro", parameters={"long_edge": 2048}) == sentence


def test_a_prompt_that_is_too_long():
    sentence = "The prompt has 5,001 characters; Nano Banana takes 5,000 at most. Shorten the prompt."
    assert only("nano-banana", prompt="x" * 5_001) == sentence


def test_a_reference_image_for_a_model_that_draws_from_text_only():
    sentence = "FLUX Schnell draws from text only and takes no reference image. Remove reference from the version."
    assert only("flux-schnell", parameters={"reference": "https://a.example/1.png"}) == sentence


def test_the_sentence_names_a_model_that_can():
    asked = contract(parameters={"reference": "https://a.example/1.png"})
    found = objections(asked, spec("flux-schnell", instead={"reference": "Nano Banana Pro"}))
    assert found[0].endswith("Remove reference from the version, or choose Nano Banana Pro.")


def test_a_reference_of_ones_own_for_a_model_that_draws_from_text_only():
    sentence = "FLUX Schnell draws from text only and takes no reference image. Order it without one"
    assert only("flux-schnell", **referring()) == f"{sentence}."
    named = objections(contract(**referring()), spec("flux-schnell", instead={"reference": "Nano Banana 2"}))
    assert named == [f"{sentence}, or choose Nano Banana 2."]


def test_a_model_that_draws_from_pictures_only_needs_one():
    model = spec("gpt-image-2-5-flare-from-picture", instead={"text": "GPT Image 2.5 Flare"})
    sentence = (
        "GPT Image 2.5 Flare from a picture draws from a reference image only. Add one, or choose GPT Image 2.5 Flare."
    )
    assert objections(contract(), model) == [sentence]


def test_more_references_than_the_model_takes():
    assert only("nano-banana-pro", **referring(9)) == "Nano Banana Pro takes 8 reference images at most, not 9."


def test_references_of_the_version_count_with_those_of_the_order():
    fixed = {"reference": "https://a.example/1.png"}
    assert "8 reference images at most, not 9" in only("nano-banana-pro", parameters=fixed, **referring(8))


def test_a_role_that_the_model_does_not_take():
    taken = {**BY_SLUG["nano-banana-pro"]["reference_pictures"], "roles": ["style"]}
    found = objections(contract(**referring()), spec("nano-banana-pro", reference_pictures=taken))
    assert found == ["Nano Banana Pro takes no reference image of a product."]


def test_a_reference_that_has_no_address_yet_is_never_sent():
    with pytest.raises(Refused, match="not ready"):
        input_of(contract(**referring()), spec("nano-banana-pro"), seed=1)


def test_a_reference_that_is_no_public_address():
    assert "begin with https://" in only("nano-banana-pro", parameters={"reference": "file:///etc/passwd"})


def test_chinese_text_for_a_model_that_garbles_it():
    sentence = (
        "FLUX Schnell garbles Chinese text. Leave the label blank and put the real one on afterwards, "
        "or choose Qwen Image 2.0."
    )
    asked = contract(prompt="A tea tin, label reads 龙井")
    assert objections(asked, spec("flux-schnell", instead={"chinese_text": "Qwen Image 2.0"})) == [sentence]
    assert objections(asked, spec("qwen-image-2")) == []


def test_a_negative_prompt_where_none_is_taken():
    sentence = "FLUX Schnell takes no negative prompt. Remove it from the version."
    assert only("flux-schnell", negative_prompt="people") == sentence


def test_auto_where_the_placement_has_a_layout():
    sentence = (
        "auto lets FLUX Schnell choose the ratio, and this placement is laid out as 1:1. "
        "Remove aspect_ratio from the version."
    )
    assert only("flux-schnell", parameters={"aspect_ratio": "auto"}) == sentence


def test_rules_over_several_fields_have_a_sentence_of_their_own():
    square = only("gpt-image-2", parameters={"resolution": "4K"})
    assert square == "gpt-image-2 does not draw 1:1 in 4K. Set resolution to 1K or 2K."
    open_ratio = objections(
        contract("16:9", parameters={"aspect_ratio": "auto", "resolution": "2K"}), spec("gpt-image-2")
    )
    assert "gpt-image-2 draws auto in 1K only. Name a ratio, or set resolution to 1K." in open_ratio


def test_a_value_of_the_wrong_kind():
    sentence = "num_inference_steps is a whole number, not 'many'."
    assert only("imagepipeline-flux-schnell", parameters={"num_inference_steps": "many"}) == sentence


@pytest.mark.parametrize(
    ("slug", "aspect", "parameters", "size"),
    [
        ("qwen-image-2", "16:9", {}, (2688, 1536)),
        ("nano-banana-pro", "1:1", {"resolution": "4K"}, (4096, 4096)),
        ("flux-schnell", "4:5", {}, (820, 1024)),
        ("imagepipeline-flux-schnell", "4:5", {"long_edge": 1536}, (1232, 1536)),
    ],
)
def test_the_size_to_expect(slug, aspect, parameters, size):
    assert size_of(contract(aspect, parameters=parameters), spec(slug)) == size
