import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms

from catalog.pictures import Undecodable, decode, sha256
from catalog.pictures.formats.profiles import SRGB as SRGB_PRIMARIES
from catalog.pictures.formats.profiles import made_profile, power, srgb_curve


def encoded(image, format="PNG", **settings):
    buffer = BytesIO()
    image.save(buffer, format, **settings)
    return buffer.getvalue()


def plain(colour="red", size=(12, 8)):
    return Image.new("RGB", size, colour)


def textured(size=(96, 64)):
    return Image.effect_noise(size, 80).convert("RGB")


def png_claiming(width, height):
    """A few hundred bytes whose header promises a picture of any size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(64))), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def wide_gamut_profile():
    """An sRGB profile whose red and blue are exchanged: anything odd that is not sRGB."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile).replace("sRGB".encode("utf-16-be"), "Odd!".encode("utf-16-be"))


@pytest.mark.parametrize(("format", "name"), [("JPEG", "jpeg"), ("PNG", "png"), ("WEBP", "webp")])
def test_the_three_formats_are_decoded(format, name):
    decoded = decode(encoded(plain(), format))
    assert (decoded.format, decoded.width, decoded.height, decoded.notes) == (name, 12, 8, ())


def test_pixels_come_through_exactly():
    before = textured()
    assert decode(encoded(before)).image.tobytes() == before.tobytes()


def test_an_empty_file_is_refused():
    with pytest.raises(Undecodable, match="empty"):
        decode(b"")


@pytest.mark.parametrize("format", ["GIF", "TIFF", "BMP", "ICO", "EPS", "PDF", "JPEG2000", "AVIF"])
def test_other_picture_formats_are_refused(format):
    with pytest.raises(Undecodable, match="JPEG, PNG or WebP"):
        decode(encoded(plain(size=(32, 32)), format))


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script></html>",
        b"<?php system($_GET['c']); ?>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"RIFF\x00\x00\x00\x00WEBP",
    ],
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(Undecodable, match="JPEG, PNG or WebP"):
        decode(data)


def test_a_file_over_the_byte_limit_is_refused_unread():
    with pytest.raises(Undecodable, match="larger than 1 MB"):
        decode(bytes(1024 * 1024 + 1), max_bytes=1024 * 1024)


@pytest.mark.parametrize("size", [(8000, 5001), (10_000, 10_000), (40_000, 40_000), (2**31 - 1, 2**31 - 1)])
def test_a_small_file_claiming_a_huge_picture_is_refused_at_its_header(size):
    with pytest.raises(Undecodable, match="more than 40 million pixels"):
        decode(png_claiming(*size))


def test_a_picture_too_long_for_webp_is_refused():
    with pytest.raises(Undecodable, match="longer than 16,383 pixels"):
        decode(png_claiming(16_384, 10))


def test_a_picture_at_the_pixel_limit_is_taken():
    assert decode(encoded(plain(size=(20, 10))), max_pixels=200).width == 20


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_an_animated_picture_is_refused(format):
    frames = [plain("blue"), plain("green")]
    with pytest.raises(Undecodable, match="animated"):
        decode(encoded(plain(), format, save_all=True, append_images=frames))


def test_a_photo_with_a_second_picture_behind_it_is_its_first_picture():
    data = encoded(plain("red"), "MPO", save_all=True, append_images=[plain("blue")])
    decoded = decode(data)
    assert decoded.format == "jpeg"
    assert decoded.image.getpixel((0, 0))[0] > 200


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_truncated_picture_is_refused(format, share):
    data = encoded(textured(), format)
    with pytest.raises(Undecodable):
        decode(data[: int(len(data) * share)])


def test_a_png_with_a_broken_checksum_is_refused():
    data = bytearray(encoded(textured()))
    data[-40] ^= 0xFF
    with pytest.raises(Undecodable):
        decode(bytes(data))


# What is overwritten with zeros in the middle of a photo; every one is visible, and Pillow decodes them without a word.
@pytest.mark.parametrize("settings", [{}, {"optimize": True}, {"restart_marker_rows": 1}, {"progressive": True}])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
def test_a_jpeg_that_is_damaged_inside_is_refused(settings, share):
    data = bytearray(encoded(textured((256, 256)), "JPEG", quality=90, **settings))
    middle = int(len(data) * share)
    data[middle : middle + 600] = bytes(600)
    with pytest.raises(Undecodable, match="damaged"):
        decode(bytes(data))


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("settings", [{}, {"optimize": True}, {"restart_marker_rows": 1}, {"progressive": True}])
def test_whole_jpegs_of_all_kinds_are_taken(mode, settings):
    picture = textured((123, 77)).convert(mode)
    for quality, subsampling in [(1, 2), (30, 1), (75, 2), (92, 1), (100, 0)]:
        assert not decode(encoded(picture, "JPEG", quality=quality, subsampling=subsampling, **settings)).is_damaged


def test_bytes_behind_a_whole_jpeg_are_no_damage():
    assert decode(encoded(textured(), "JPEG") + b"added by a camera").image


@pytest.mark.parametrize("place", range(40, 120, 8))
def test_a_png_with_one_changed_byte_is_refused(place):
    data = bytearray(encoded(textured()))
    data[-place] ^= 0x01
    with pytest.raises(Undecodable):
        decode(bytes(data))


def test_a_png_without_its_end_is_damaged():
    # Pillow opens it without a word: all its rows are there.
    data = encoded(textured()).removesuffix(b"\x00\x00\x00\x00IEND\xaeB`\x82")
    with pytest.raises(Undecodable):
        decode(data)
    assert decode(data, allow_damage=True).is_damaged


def test_a_damaged_picture_that_is_paid_for_is_decoded_as_far_as_it_goes():
    data = bytearray(encoded(textured((256, 256)), "JPEG", quality=90))
    data[len(data) // 2 : len(data) // 2 + 600] = bytes(600)
    decoded = decode(bytes(data), allow_damage=True)
    assert (decoded.is_damaged, decoded.width, decoded.height) == (True, 256, 256)


def test_a_palette_picture_without_its_palette_is_refused():
    data = encoded(textured().convert("P")).replace(b"PLTE", b"plTe")
    start = data.index(b"plTe")
    length = struct.unpack(">I", data[start - 4 : start])[0]
    end = start + 4 + length
    repaired = data[:end] + struct.pack(">I", zlib.crc32(data[start:end])) + data[end + 4 :]
    with pytest.raises(Undecodable, match="damaged"):
        decode(repaired)


def test_a_sideways_photo_is_turned_upright_and_noted():
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = plain("black", (20, 10))
    photo.paste((255, 255, 255), (0, 0, 10, 10))
    decoded = decode(encoded(photo, "JPEG", exif=exif, quality=100))
    assert (decoded.width, decoded.height) == (10, 20)
    assert decoded.image.getpixel((5, 2)) > (240, 240, 240)
    assert decoded.notes == ("Turned upright, as the camera recorded.",)


XMP = b'<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/>'


def tiff(kind=3, count=1, value=6, order="<"):
    """EXIF that says one thing: the orientation."""
    start = {"<": b"II*\0", ">": b"MM\0*"}[order]
    field = struct.pack(f"{order}HHI", 0x0112, kind, count) + struct.pack(f"{order}{'I' if kind == 4 else 'H'}", value)
    return start + struct.pack(f"{order}IH", 8, 1) + field.ljust(12, b"\0") + bytes(4)


def with_chunks(png, *chunks, before=b"IDAT"):
    """The PNG with more chunks."""
    place = png.index(before) - 4
    packed = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    ]
    return png[:place] + b"".join(packed) + png[place:]


# What Chromium does with each, tried once: it turns the first group and no other.
TURNED = {
    "jpeg": encoded(plain(), "JPEG", exif=b"Exif\0\0" + tiff()),
    "jpeg, big-endian": encoded(plain(), "JPEG", exif=b"Exif\0\0" + tiff(order=">")),
    "png": encoded(plain(), "PNG", exif=tiff()),
}
LEFT = {
    "of 32 bits": encoded(plain(), "JPEG", exif=b"Exif\0\0" + tiff(kind=4)),
    "of bytes": encoded(plain(), "JPEG", exif=b"Exif\0\0" + tiff(kind=1)),
    "two of them": encoded(plain(), "JPEG", exif=b"Exif\0\0" + tiff(count=2)),
    "unknown": encoded(plain(), "JPEG", exif=b"Exif\0\0" + tiff(value=9)),
    "xmp of a jpeg": encoded(plain(), "JPEG", xmp=XMP),
    "xmp of a png": with_chunks(encoded(plain()), (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP)),
    "behind the pixels": with_chunks(encoded(plain()), (b"eXIf", tiff()), before=b"IEND"),
    "webp": encoded(plain(), "WEBP", exif=tiff()),
}


@pytest.mark.parametrize("name", TURNED)
def test_a_picture_is_turned_where_browsers_turn_it(name):
    decoded = decode(TURNED[name])
    assert (decoded.width, decoded.height) == (8, 12)


@pytest.mark.parametrize("name", LEFT)
def test_a_picture_is_left_where_browsers_leave_it(name):
    decoded = decode(LEFT[name])
    assert (decoded.width, decoded.height, decoded.notes) == (12, 8, ())


GAMA, CHRM, CICP, SRGB = b"gAMA", b"cHRM", b"cICP", (b"sRGB", b"\0")
OF_P3 = (CHRM, struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000))
OF_SRGB = (CHRM, struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000))


def gamma(value):
    return GAMA, struct.pack(">I", value)


# What Chromium shows of the colour 128, 60, 200 beside these chunks.
SHOWN = {
    "nothing": ([], (128, 60, 200)),
    "linear gamma": ([gamma(100_000)], (188, 133, 229)),
    "the gamma of sRGB": ([gamma(45_455)], (128, 60, 200)),
    "gamma and primaries of sRGB": ([gamma(45_455), OF_SRGB], (128, 60, 200)),
    "primaries of P3 and a gamma": ([gamma(45_455), OF_P3], (139, 52, 209)),
    "primaries without a gamma": ([OF_P3], (128, 60, 200)),
    "sRGB before a gamma": ([SRGB, gamma(100_000)], (128, 60, 200)),
    "cICP of P3": ([(CICP, bytes([12, 13, 0, 1]))], (138, 55, 207)),
    "cICP, linear": ([(CICP, bytes([1, 8, 0, 1]))], (188, 133, 229)),
    "cICP of BT.709": ([(CICP, bytes([1, 1, 0, 1]))], (121, 49, 197)),
    "cICP before a gamma": ([(CICP, bytes([1, 13, 0, 1])), gamma(100_000)], (128, 60, 200)),
}


@pytest.mark.parametrize("name", SHOWN)
def test_colours_are_what_browsers_make_of_a_pngs_chunks(name):
    chunks, shown = SHOWN[name]
    decoded = decode(with_chunks(encoded(plain((128, 60, 200))), *chunks))
    assert np.abs(np.array(decoded.image.getpixel((3, 3))) - shown).max() <= 2
    assert bool(decoded.notes) == (shown != (128, 60, 200))


def test_a_grey_png_with_a_gamma_is_converted_too():
    decoded = decode(with_chunks(encoded(plain((128, 128, 128)).convert("L")), gamma(100_000)))
    assert decoded.image.getpixel((0, 0)) == (188, 188, 188)


@pytest.mark.parametrize(
    ("chunk", "sentence"),
    [
        ((CICP, bytes([9, 16, 0, 1])), "Its colours (HDR, PQ) cannot be converted and were taken as sRGB."),
        ((CICP, bytes([1, 13, 6, 0])), "Its colours (cICP 1, 13, 6, 0) cannot be converted and were taken as sRGB."),
        (gamma(0), "Its gamma of 0 means nothing and was left out."),
        (gamma(4_000_000_000), "Its gamma of 40000 means nothing and was left out."),
    ],
)
def test_colours_that_cannot_be_converted_are_said(chunk, sentence):
    assert decode(with_chunks(encoded(plain()), chunk)).notes == (sentence,)


@pytest.mark.parametrize("numbers", [[0] * 8, [31270, 0, *[1] * 6], [31270, 32900, *[50_000] * 6], [2**31 - 1] * 8])
def test_primaries_that_mean_nothing_stop_no_picture(numbers):
    chunks = [gamma(50_000), (CHRM, struct.pack(">8I", *numbers))]
    assert decode(with_chunks(encoded(plain()), *chunks)).notes == ("Its primaries mean nothing and were left out.",)


def test_a_profile_is_judged_by_its_content_not_by_its_name():
    linear = made_profile("GIMP built-in Linear sRGB", SRGB_PRIMARIES, power(1.0))
    unnamed = made_profile("c2", SRGB_PRIMARIES, srgb_curve)
    converted = decode(encoded(plain((128, 60, 200)), icc_profile=linear))
    assert converted.image.getpixel((0, 0)) == pytest.approx((188, 133, 229), abs=2)
    assert converted.notes == ("Converted from “GIMP built-in Linear sRGB” to sRGB.",)
    same = decode(encoded(plain((128, 60, 200)), icc_profile=unnamed))
    assert (same.image.getpixel((0, 0)), same.notes) == ((128, 60, 200), ())


def test_crooked_exif_does_not_stop_a_picture():
    data = encoded(plain(), "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff")
    assert decode(data).width == 12


def test_cmyk_becomes_srgb_and_is_noted():
    decoded = decode(encoded(plain("white").convert("CMYK"), "JPEG"))
    assert decoded.image.mode == "RGB"
    assert decoded.notes == ("Converted from CMYK to sRGB.",)


def test_sixteen_bit_grey_becomes_eight_bits_and_is_noted():
    deep = Image.fromarray(np.full((4, 4), 0x80FF, np.uint16))
    decoded = decode(encoded(deep))
    assert decoded.image.getpixel((0, 0)) == (0x80, 0x80, 0x80)
    assert decoded.notes == ("Reduced from 16 to 8 bits a channel.",)


def test_a_foreign_colour_profile_is_applied_and_noted():
    decoded = decode(encoded(plain("red"), icc_profile=wide_gamut_profile()))
    red, _, blue = decoded.image.getpixel((0, 0))
    assert blue > 200 > 50 > red
    assert decoded.notes[0].endswith("to sRGB.")


def test_an_srgb_profile_changes_no_pixel():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    before = textured()
    decoded = decode(encoded(before, icc_profile=srgb))
    assert decoded.image.tobytes() == before.tobytes()
    assert decoded.notes == ()


def test_a_broken_colour_profile_is_left_out_and_noted():
    decoded = decode(encoded(plain("red"), icc_profile=b"no profile at all"))
    assert decoded.image.getpixel((0, 0)) == (255, 0, 0)
    assert decoded.notes == ("Its colour profile does not fit and was left out.",)


def test_a_cutout_keeps_its_clear_pixels():
    cutout = Image.new("RGBA", (6, 6), (10, 20, 30, 0))
    assert decode(encoded(cutout)).image.getpixel((0, 0)) == (10, 20, 30, 0)


def test_an_alpha_channel_that_hides_nothing_is_dropped():
    assert decode(encoded(Image.new("RGBA", (6, 6), "red"))).image.mode == "RGB"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
def test_every_colour_model_comes_out_in_colour(mode):
    decoded = decode(encoded(plain("white").convert(mode)))
    assert decoded.image.getpixel((3, 3))[:3] == (255, 255, 255)


def test_no_foreign_metadata_survives_decoding():
    exif = Image.Exif()
    exif[0x010E] = "private words"
    decoded = decode(encoded(plain(), "JPEG", exif=exif, comment="secret", xmp=b"<x/>"))
    assert decoded.image.info == {}


def test_a_digest_names_exact_bytes():
    assert sha256(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
