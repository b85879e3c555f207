import pytest
from PIL import Image, ImageEnhance, ImageFilter

from renders.quality import SHIPPED, distance, near_duplicates, perceptual_hash
from tests.renders.quality.pictures import packshot


def test_a_hash_has_64_bits():
    assert 0 <= perceptual_hash(packshot()) < 2**64


@pytest.mark.parametrize(
    "again",
    [
        lambda picture: picture.resize((640, 640), Image.Resampling.LANCZOS),
        lambda picture: picture.resize((400, 400)),
        lambda picture: picture.filter(ImageFilter.GaussianBlur(2)),
        lambda picture: ImageEnhance.Brightness(picture).enhance(0.95),
    ],
    ids=["smaller", "much smaller", "softer", "darker"],
)
def test_the_same_picture_in_another_guise_is_near(again):
    away = distance(perceptual_hash(packshot()), perceptual_hash(again(packshot())))
    assert away <= SHIPPED["near_duplicate"].limit


@pytest.mark.parametrize(
    "other",
    [
        lambda: packshot(fill=0.45),
        lambda: packshot(centre=(0.4, 0.5)),
        lambda: packshot().rotate(90, fillcolor="white"),
    ],
    ids=["smaller", "beside the middle", "lying"],
)
def test_another_composition_is_far(other):
    assert distance(perceptual_hash(packshot()), perceptual_hash(other())) > 6


def test_near_duplicates_are_named_nearest_first():
    assert near_duplicates(0b1111, {1: 0b1110, 2: 0, 3: 0b1111, 4: 0b1100}, within=2) == [3, 1, 4]


def test_without_earlier_pictures_nothing_is_near():
    assert near_duplicates(7, {}, within=1) == []
