from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

import catalog
from catalog.cutting import CutoutFault, check_cutout

ARTWORK = Path(catalog.__file__).parent / "demo" / "artwork"
SIDE = 400


def disc(level: int = 255) -> Image.Image:
    """A blue disc of this alpha in the middle of a clear picture."""
    alpha = Image.new("L", (SIDE * 2, SIDE * 2))
    ImageDraw.Draw(alpha).ellipse((200, 200, 600, 600), fill=level)
    cutout = Image.new("RGBA", (SIDE, SIDE), "#3366aa")
    cutout.putalpha(alpha.resize((SIDE, SIDE), Image.Resampling.BOX))
    return cutout


def with_shadow(cutout: Image.Image) -> Image.Image:
    """The cutout over a black, soft shadow of its own, as an editor exports it."""
    dark = Image.new("L", cutout.size)
    ImageDraw.Draw(dark).ellipse((100, 250, 370, 330), fill=150)
    under = Image.new("RGBA", cutout.size, "black")
    under.putalpha(dark.filter(ImageFilter.GaussianBlur(14)))
    return Image.alpha_composite(under, cutout)


def test_a_cutout_without_faults_comes_back_as_it_is():
    cutout = disc()
    checked = check_cutout(cutout)
    assert checked.faults == ()
    assert checked.image is cutout


@pytest.mark.parametrize("name", ["mug-front", "bottle-front", "runner-three-quarter", "sneaker-top", "wallet-front"])
def test_the_demo_artwork_has_no_faults(name):
    with Image.open(ARTWORK / f"{name}.png") as whole:
        assert check_cutout(whole.convert("RGBA").reduce(4)).faults == ()


def test_a_baked_shadow_is_taken_away_and_the_product_stays():
    clean = disc()
    checked = check_cutout(with_shadow(clean))
    assert checked.faults == (CutoutFault.BAKED_SHADOW,)
    alpha, true = (np.asarray(image.getchannel("A"), np.int16) for image in (checked.image, clean))
    assert np.abs(alpha - true).mean() < 0.5
    assert alpha[300:, 300:].max() == 0
    on_white = [
        Image.alpha_composite(Image.new("RGBA", clean.size, "white"), image).convert("RGB")
        for image in (checked.image, clean)
    ]
    assert np.quantile(np.asarray(ImageChops.difference(*on_white)).max(axis=2), 0.999) < 40
    assert checked.shadow.getbbox()


def test_dust_is_removed():
    cutout = disc()
    cutout.putpixel((5, 5), (10, 10, 10, 255))
    checked = check_cutout(cutout)
    assert checked.faults == (CutoutFault.DUST,)
    assert checked.image.getbbox() == disc().getbbox()


def test_two_products_are_no_dust():
    pair = Image.new("RGBA", (SIDE * 2, SIDE))
    pair.paste(disc(), (0, 0))
    pair.paste(disc().resize((200, 200)), (SIDE + 100, 100))
    assert check_cutout(pair).faults == ()


@pytest.mark.parametrize("level", [254, 255])
def test_a_photo_with_an_alpha_channel_is_taken_as_a_photo(level):
    photo = Image.new("RGBA", (SIDE, SIDE), (200, 180, 160, level))
    photo.putpixel((7, 7), (0, 0, 0, 0))
    checked = check_cutout(photo)
    assert checked.is_photo
    assert checked.image.mode == "RGB"
    assert checked.image.getpixel((7, 7)) == (200, 180, 160)


def test_a_product_that_is_never_quite_solid_is_made_solid():
    checked = check_cutout(disc(254))
    assert checked.faults == (CutoutFault.NEVER_SOLID,)
    assert checked.image.getpixel((SIDE // 2, SIDE // 2))[3] == 255


def test_a_few_pixels_in_a_large_picture_are_refused():
    empty = Image.new("RGBA", (2000, 2000))
    empty.paste((20, 30, 40, 255), (900, 900, 903, 903))
    checked = check_cutout(empty)
    assert checked.is_refused
    assert "larger" in checked.faults[0].sentence
