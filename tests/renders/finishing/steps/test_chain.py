"""Chains of steps as values, and from a file to a file."""

from io import BytesIO

import pytest
from PIL import Image, ImageCms

from catalog.pictures.colour import srgb_profile
from catalog.processes import run
from catalog.processes.pool import BACKGROUND, Pool
from renders.finishing.steps import (
    ConvertColour,
    CropTo,
    ExtendTo,
    FinishFault,
    FinishRefused,
    LabelAsMadeByAI,
    Refit,
    WhitenGround,
    chain_faults,
    chain_json,
    described_chain,
    finish_file,
    read_chain,
)
from renders.finishing.steps.settings import chain_digest
from tests.images import encoded
from tests.renders.quality.pictures import packshot

EVERY_STEP = (
    WhitenGround(),
    Refit(fill=85),
    ExtendTo(aspect="4:5"),
    CropTo(aspect="1:1", margin=3),
    ConvertColour(),
    LabelAsMadeByAI(text="AI-generated", corner="top-left"),
)


def test_a_chain_comes_back_from_json_as_it_was():
    assert read_chain(chain_json(EVERY_STEP)) == EVERY_STEP


@pytest.mark.parametrize(
    "stored",
    [
        [{"step": "sharpen"}],
        [{"step": "refit", "fill": 99}],
        [{"step": "refit"}],
        [{"step": "crop", "aspect": "wide"}],
        [{"step": "whiten", "level": 255}],
        [{"step": "ai_label", "text": " "}],
        [{"step": "srgb"}] * 9,
        {"step": "srgb"},
        None,
    ],
)
def test_what_is_no_chain_is_refused(stored):
    assert chain_faults(stored)


def test_a_chain_says_in_words_what_it_does():
    assert described_chain((WhitenGround(), Refit(fill=85))) == "ground whitened, refit to 85%"


def test_the_digest_tells_masters_and_settings_apart():
    one, other = (chain_json([Refit(fill=fill)]) for fill in (84, 85))
    assert len({chain_digest("a" * 64, one), chain_digest("a" * 64, other), chain_digest("b" * 64, one)}) == 3


def test_the_same_chain_makes_the_same_bytes_in_srgb(on_paper):
    master = encoded(on_paper[0], "PNG")
    chain = (WhitenGround(), LabelAsMadeByAI(text="AI", corner="top-left"))
    first, second = (finish_file(master, chain) for _ in range(2))
    assert first.data == second.data
    assert Image.open(BytesIO(first.data)).info["icc_profile"] == srgb_profile()


def test_a_refusal_comes_back_from_the_child_process_with_its_code():
    with pytest.raises(FinishRefused) as refusal:
        run(finish_file, encoded(Image.new("RGB", (128, 128), "grey"), "PNG"), (Refit(fill=60),))
    assert refusal.value.code is FinishFault.NO_PRODUCT
    assert "nothing was changed" in str(refusal.value)


def test_only_a_picture_in_another_colour_space_is_converted():
    picture = Image.new("RGB", (64, 64), (200, 40, 40))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    with pytest.raises(FinishRefused) as refusal:
        finish_file(encoded(picture, "PNG", icc_profile=lab), (ConvertColour(),))
    assert refusal.value.code is FinishFault.NOTHING_TO_DO
    grey = encoded(picture.convert("CMYK"), "JPEG")
    assert finish_file(grey, (ConvertColour(),)).width == 64


@pytest.mark.long
@pytest.mark.parametrize("chain", [(WhitenGround(),), (ExtendTo(aspect="4:5"),)], ids=["whiten", "extend"])
def test_the_largest_picture_is_finished_within_the_memory_of_a_child(chain, tmp_path):
    master = tmp_path / "master.png"
    packshot((1024, 1024), fill=0.85, ground=(206, 204, 200)).resize((4096, 4096)).save(master, compress_level=1)
    pool = Pool(BACKGROUND)
    try:
        assert pool.run(finish_file, master, chain).width == 4096
    finally:
        pool.close()
