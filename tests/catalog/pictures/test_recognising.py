"""What an uploaded picture seems to be, and formats and light that are refused by name."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from catalog.cutting.uploads import recognise
from catalog.pictures import Undecodable, decode
from catalog.pictures.preparing import decode_upload
from catalog.pictures.recognising import fingerprint_of, is_label, look_alike, view_of
from tests.images import cutout, encoded, jpeg, png

ARTWORK = Path("catalog/demo/artwork")
CUTOUTS = [path for path in sorted(ARTWORK.glob("*.png")) if not path.stem.endswith(("-tint", "-label"))]


def small(path):
    """A file of the demo at a size that is quick to look at."""
    with Image.open(path) as picture:
        picture.thumbnail((256, 256))
        return picture.copy()


@pytest.mark.parametrize("path", CUTOUTS, ids=lambda path: path.stem)
def test_a_product_seen_from_above_is_known_by_its_outline(path):
    assert (view_of(small(path)) == "top") == path.stem.endswith("-top")


@pytest.mark.parametrize("name", ["bottle-label", "canister-label"])
def test_a_flat_print_is_a_label(name):
    assert is_label(small(ARTWORK / f"{name}.png").convert("RGB"))


@pytest.mark.parametrize("path", CUTOUTS, ids=lambda path: path.stem)
def test_a_photo_on_white_is_no_label(path):
    product = small(path)
    ground = Image.new("RGB", product.size, "white")
    ground.paste(product, mask=product.getchannel("A"))
    assert not is_label(ground)


@pytest.mark.parametrize(("data", "kind"), [(cutout(), "cutout"), (jpeg("red"), "photo")])
def test_what_is_transparent_is_a_cutout_and_else_a_photo(data, kind, tmp_path):
    assert recognise(data, tmp_path / "written").kind == kind


def test_the_same_photo_scaled_and_saved_again_looks_alike_and_another_one_does_not():
    mug, wallet = (small(ARTWORK / f"{name}-front.png") for name in ("mug", "wallet"))
    again = ImageEnhance.Brightness(mug.resize((150, 150))).enhance(1.03)
    assert look_alike(fingerprint_of(mug), fingerprint_of(again))
    assert not look_alike(fingerprint_of(mug), fingerprint_of(wallet))
    assert not look_alike("", fingerprint_of(mug))


def test_another_colour_of_the_same_shape_is_another_picture():
    red, blue = (Image.new("RGB", (64, 64), "white") for _ in range(2))
    ImageDraw.Draw(red).ellipse((8, 8, 56, 56), fill="red")
    ImageDraw.Draw(blue).ellipse((8, 8, 56, 56), fill="blue")
    assert not look_alike(fingerprint_of(red), fingerprint_of(blue))


def test_an_avif_is_taken_from_people_and_not_from_providers():
    avif = encoded(Image.new("RGB", (40, 30), "green"), "AVIF")
    assert (decode_upload(avif).image.size, decode_upload(avif).format) == ((40, 30), "avif")
    with pytest.raises(Undecodable):
        decode(avif)


def test_a_cutout_in_avif_stays_transparent():
    picture = Image.open(BytesIO(cutout()))
    assert decode_upload(encoded(picture, "AVIF")).image.mode == "RGBA"


@pytest.mark.parametrize(
    ("beginning", "name"),
    [(b"\0\0\0\x18ftypheic", "HEIC"), (b"II*\0", "TIFF"), (b"GIF89a", "GIF"), (b"8BPS\0\1", "Photoshop")],
)
def test_a_format_that_is_not_read_is_named(beginning, name):
    with pytest.raises(Undecodable, match=name):
        decode_upload(beginning + bytes(200))


def hdr_png(transfer):
    """A PNG whose first chunk says how bright it is meant."""
    data, chunk = png(), b"cICP" + bytes([9, transfer, 0, 1])
    whole = struct.pack(">I", 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return data[:33] + whole + data[33:]


@pytest.mark.parametrize(("transfer", "name"), [(16, "PQ"), (18, "HLG")])
def test_light_beyond_white_is_refused_by_name_and_kept_where_it_is_paid_for(transfer, name):
    with pytest.raises(Undecodable, match=name):
        decode_upload(hdr_png(transfer))
    assert decode(hdr_png(transfer)).notes


def test_an_hdr_avif_is_refused_by_name():
    data = encoded(Image.new("RGB", (40, 30), "green"), "AVIF")
    at = data.index(b"colrnclx") + 8
    hdr = data[: at + 2] + struct.pack(">H", 16) + data[at + 4 :]
    with pytest.raises(Undecodable, match="PQ"):
        decode_upload(hdr)
