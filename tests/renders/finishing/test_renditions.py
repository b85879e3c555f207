from io import BytesIO

import pytest
from PIL import Image

from catalog.pictures import sha256
from catalog.pictures.colour import srgb_profile
from renders.finishing import (
    CONTENT_TYPES,
    EXTENSIONS,
    FORMATS,
    FileRules,
    Provenance,
    SourceType,
    delivery,
    thumbnail,
    thumbnails,
    zoom,
)

COMPOSITE = Provenance(SourceType.COMPOSITE, "packshot v3")


def picture(size=(1024, 768)):
    return Image.linear_gradient("L").resize(size).convert("RGB")


def opened(rendition):
    return Image.open(BytesIO(rendition.data))


@pytest.mark.parametrize(
    ("size", "edge", "expected"),
    [
        ((1024, 1024), 320, (320, 320)),
        ((1024, 768), 640, (640, 480)),
        ((768, 1024), 1280, (768, 1024)),
        ((2048, 3), 320, (320, 1)),
    ],
)
def test_a_thumbnail_fits_its_edge_and_is_never_enlarged(size, edge, expected):
    made = thumbnail(picture(size), edge)
    assert (made.width, made.height) == opened(made).size == expected


def test_the_grids_thumbnails_are_640_and_320_pixels():
    assert [(made.spec, made.width) for made in thumbnails(picture())] == [
        ("thumb-640", 640),
        ("thumb-320", 320),
    ]


def test_a_rendition_describes_its_own_bytes():
    made = thumbnail(picture(), 320)
    assert (made.content_type, made.extension) == ("image/webp", "webp")
    assert made.sha256 == sha256(made.data)


def test_a_thumbnail_keeps_clear_pixels_clear():
    made = thumbnail(Image.new("RGBA", (64, 64), (255, 0, 0, 0)), 32)
    assert opened(made).convert("RGBA").getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_zoom_has_every_pixel_of_the_master(mode):
    before = Image.effect_noise((200, 120), 90).convert(mode)
    if mode == "RGBA":
        before.putalpha(Image.linear_gradient("L").resize(before.size))
    assert opened(zoom(before)).convert(mode).tobytes() == before.tobytes()


@pytest.mark.parametrize(
    ("format", "content_type", "extension"),
    [
        ("webp", "image/webp", "webp"),
        ("jpeg", "image/jpeg", "jpg"),
        ("png", "image/png", "png"),
        ("avif", "image/avif", "avif"),
    ],
)
def test_a_delivery_is_an_opaque_picture_in_the_channels_format(format, content_type, extension):
    clear = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    made = delivery(clear, FileRules(format), COMPOSITE)
    assert (made.content_type, made.extension) == (content_type, extension)
    assert opened(made).mode == "RGB"
    assert min(opened(made).getpixel((5, 5))) >= 254  # AVIF returns 254 for one channel of white


def saved(image, format, **settings):
    buffer = BytesIO()
    image.save(buffer, format, xmp=COMPOSITE.packet(), icc_profile=srgb_profile(), **settings)
    return buffer.getvalue()


def test_a_webp_is_delivered_at_quality_88_and_method_6():
    before = Image.effect_noise((96, 64), 60).convert("RGB")
    assert delivery(before, FileRules("webp"), COMPOSITE).data == saved(before, "WEBP", quality=88, method=6)


def test_a_jpeg_is_delivered_at_quality_90_in_full_colour_resolution():
    before = Image.effect_noise((96, 64), 60).convert("RGB")
    settings = {"quality": 90, "subsampling": "4:4:4", "progressive": True, "optimize": True}
    assert delivery(before, FileRules("jpeg"), COMPOSITE).data == saved(before, "JPEG", **settings)


def test_a_thumbnail_is_a_webp_of_quality_80_and_method_2():
    before = Image.effect_noise((96, 64), 60).convert("RGB")
    buffer = BytesIO()
    before.save(buffer, "WEBP", quality=80, method=2)
    assert thumbnail(before, 96).data == buffer.getvalue()


def test_each_content_type_has_one_extension():
    assert EXTENSIONS == {"image/webp": "webp", "image/jpeg": "jpg", "image/png": "png", "image/avif": "avif"}


@pytest.mark.parametrize(
    ("extension", "content_type"),
    [
        ("webp", "image/webp"),
        ("jpg", "image/jpeg"),
        ("jpeg", "image/jpeg"),
        ("png", "image/png"),
        ("avif", "image/avif"),
    ],
)
def test_a_public_file_is_served_with_the_type_of_its_extension(extension, content_type):
    assert CONTENT_TYPES[extension] == content_type


def test_a_delivery_can_be_made_smaller_for_its_channel():
    made = delivery(picture((2048, 1024)), FileRules("webp", long_edge=1024), COMPOSITE)
    assert (made.width, made.height, made.spec) == (1024, 512, "delivery-webp-1024px")


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_picture_is_delivered_in_the_same_bytes(format):
    assert delivery(picture((128, 96)), FileRules(format), COMPOSITE) == delivery(
        picture((128, 96)), FileRules(format), COMPOSITE
    )


@pytest.mark.parametrize("format", FORMATS)
def test_a_delivery_says_it_is_srgb(format):
    assert b"sRGB" in opened(delivery(picture((128, 96)), FileRules(format), COMPOSITE)).info["icc_profile"].replace(
        b"\0", b""
    )


def test_foreign_metadata_is_not_delivered():
    tagged = picture((128, 96))
    tagged.info.update(exif=b"Exif\0\0private", comment=b"private", xmp=b"private", Author="private")
    for format in FORMATS:
        assert b"private" not in delivery(tagged, FileRules(format), COMPOSITE).data
