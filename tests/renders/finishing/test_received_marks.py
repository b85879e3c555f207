"""The marks in files of providers, and files that are made to break whoever reads them."""

import struct
import zlib
from importlib import import_module

import pytest
from PIL import Image, PngImagePlugin

from renders.finishing import FileRules, Provenance, SourceType, delivery
from renders.finishing.received_marks import LABELS, MAX_DETAIL, MAX_MARKS, received_marks
from tests.images import encoded
from tests.needs import C2PA, needs

MODEL = Provenance(SourceType.TRAINED_ALGORITHMIC_MEDIA, "packshot v3", "hiapi", "flux-schnell")
FORMATS = ["jpeg", "png", "webp"]
PICTURE = Image.effect_noise((48, 32), 40).convert("RGB")
CREDIT = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<r:Description xmlns:p="http://ns.adobe.com/photoshop/1.0/" xmlns:t="http://www.tc260.org.cn/ns/AIGC/1.0/"'
    ' p:Credit="Made with Google AI"><t:AIGC>{"Label":"1"}</t:AIGC></r:Description></r:RDF></x:xmpmeta>'
)


def details(data):
    return {mark.kind: mark.detail for mark in received_marks(data)}


@pytest.mark.parametrize("format", FORMATS)
def test_what_the_xmp_of_a_file_says_is_found(format):
    marked = delivery(PICTURE, FileRules(format), MODEL).data
    assert details(marked) == {
        "source_type": "trainedAlgorithmicMedia",
        "ai_system": "hiapi, flux-schnell",
        "tool": "Packshot",
    }


@pytest.mark.parametrize("format", FORMATS)
def test_a_signed_manifest_is_found_with_what_it_says_of_the_origin(format):
    needs(C2PA)
    issued, signing = import_module("tests.certificates").issue(), import_module("renders.finishing.signing")
    plain = encoded(PICTURE, format)
    signed = signing.sign(plain, f"image/{format}", MODEL, signing.read_credential(issued.chain, issued.key))
    found = details(signed)
    assert found["c2pa"].startswith("C2PA manifest of ")
    assert found["source_type"] == "trainedAlgorithmicMedia"


def test_credit_and_the_label_of_china_are_found():
    found = details(encoded(PICTURE, "JPEG", xmp=CREDIT.encode()))
    assert (found["credit"], found["aigc"]) == ("Made with Google AI", '{"Label":"1"}')


@pytest.mark.parametrize("text", ["SynthID", "invisible watermark by X"])
def test_a_notice_of_a_watermark_is_found_wherever_it_stands(text):
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("Comment", text)
    assert text in details(encoded(PICTURE, "PNG", pnginfo=chunks))["watermark"]
    assert text in details(encoded(PICTURE, "JPEG", comment=text.encode()))["watermark"]


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_that_says_nothing_has_no_marks(format):
    assert received_marks(encoded(PICTURE, format)) == ()


def chunk(name, content, length=None):
    size = len(content) if length is None else length
    return struct.pack(">I", size) + name + content + struct.pack(">I", zlib.crc32(name + content))


PNG = encoded(PICTURE, "PNG")
JPEG = encoded(PICTURE, "JPEG")
WEBP = encoded(PICTURE, "WEBP")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8",
        b"\xff\xd8\xff\xe1\x00\x00" * 9,
        JPEG[:2] + b"\xff\xe1\xff\xff" + JPEG[2:],
        PNG[:8] + chunk(b"caBX", b"jumb", 2**32 - 1) + PNG[8:],
        PNG[:33] + chunk(b"tEXt", b"XML:com.adobe.xmp\0" + b"<a>" * 50_000) + PNG[33:],
        PNG[:33] + chunk(b"tEXt", b"a") * 50_000 + PNG[33:],
        WEBP[:12] + struct.pack("<4sI", b"XMP ", 2**32 - 1) + WEBP[12:],
        encoded(PICTURE, "JPEG", xmp=b"<x:xmpmeta" + b"<" * 60_000),
    ],
    ids=["empty", "header", "no length", "long segment", "long chunk", "deep", "many", "long riff", "broken xmp"],
)
def test_malformed_metadata_has_no_marks_and_breaks_nothing(data):
    assert received_marks(data) == ()


def test_hostile_words_are_cut_and_counted():
    notes = b"\n".join(b"%05d watermark \x1b[31m" % number for number in range(900))
    marks = received_marks(JPEG[:2] + b"\xff\xfe" + struct.pack(">H", len(notes) + 2) + notes + JPEG[2:])
    assert len(marks) == MAX_MARKS
    long = received_marks(encoded(PICTURE, "JPEG", xmp=CREDIT.replace("Google", "G" * 5_000).encode()))
    assert max(len(mark.detail) for mark in long) == MAX_DETAIL
    assert all(mark.kind in LABELS and mark.detail.isprintable() for mark in (*marks, *long))
