from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from renders.finishing import (
    FORMATS,
    FileRules,
    Provenance,
    ProvenanceMissing,
    SourceType,
    delivery,
    read_provenance,
    require_provenance,
)
from tests.images import encoded
from tests.marks import AI_SYSTEM, AI_VERSION, SOURCE_TYPE, read_marks

TRUTH = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
MODEL = Provenance(SourceType.TRAINED_ALGORITHMIC_MEDIA, "packshot v3", "hiapi", "flux-schnell")
COMPOSITE = Provenance(SourceType.COMPOSITE, "packshot v3")
every_format = pytest.mark.parametrize("format", FORMATS)


def picture():
    return Image.new("RGB", (32, 32), "white")


def jpeg(packet=None):
    return encoded(picture(), "JPEG", **({"xmp": packet} if packet else {}))


def packet(inner):
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<r:Description xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" {inner}</r:RDF></x:xmpmeta>'
    ).encode()


def padded_packet():
    """A packet that says the truth after half a megabyte of spaces, which takes a few hundred bytes."""
    chunks = PngImagePlugin.PngInfo()
    truth = packet(f'e:DigitalSourceType="{TRUTH}"/>').decode()
    chunks.add_itxt("XML:com.adobe.xmp", " " * 500_000 + truth, zip=True)
    return chunks


@every_format
@pytest.mark.parametrize("source_type", list(SourceType))
def test_every_delivered_format_says_how_the_picture_was_made(format, source_type):
    made = delivery(picture(), FileRules(format), Provenance(source_type, "packshot v3"))
    assert read_marks(made.data)[SOURCE_TYPE] == source_type.value
    assert read_provenance(made.data).source_type is source_type


@every_format
def test_every_delivered_format_names_the_system_and_the_model_that_drew_it(format):
    marks = read_marks(delivery(picture(), FileRules(format), MODEL).data)
    assert (marks[AI_SYSTEM], marks[AI_VERSION]) == ("hiapi", "flux-schnell")


@every_format
def test_no_ai_system_is_named_where_none_drew(format):
    marks = read_marks(delivery(picture(), FileRules(format), COMPOSITE).data)
    assert not {AI_SYSTEM, AI_VERSION} & set(marks)


@every_format
def test_what_is_read_back_is_what_was_written(format):
    assert read_provenance(delivery(picture(), FileRules(format), MODEL).data) == MODEL


def test_the_source_types_are_terms_of_the_iptc():
    assert [(kind.value, kind.term) for kind in SourceType] == [
        (f"http://cv.iptc.org/newscodes/digitalsourcetype/{term}", term)
        for term in ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "composite")
    ]


def test_the_source_type_is_the_full_address_with_http():
    assert TRUTH.encode() in delivery(picture(), FileRules("webp"), MODEL).data


@every_format
def test_tool_and_prompt_version_are_named(format):
    data = delivery(picture(), FileRules(format), MODEL).data
    assert b"<rdf:li>Packshot</rdf:li>" in data
    assert b"<dc:source>packshot v3</dc:source>" in data


def test_a_prompt_version_with_markup_in_it_stays_text():
    odd = Provenance(SourceType.COMPOSITE, "a</dc:source><b> & c")
    assert read_provenance(delivery(picture(), FileRules("png"), odd).data) == odd


@every_format
def test_a_name_that_xml_cannot_hold_is_written_without_what_it_cannot_hold(format):
    odd = replace(MODEL, ai_system=" hi\x01api\ufffe 玫瑰 ")
    data = delivery(picture(), FileRules(format), odd).data
    require_provenance(data, odd)
    assert read_marks(data)[AI_SYSTEM] == "hiapi 玫瑰"


@every_format
def test_the_gate_lets_the_truth_pass(format):
    require_provenance(delivery(picture(), FileRules(format), MODEL).data, MODEL)


def test_the_gate_stops_a_file_that_says_nothing():
    with pytest.raises(ProvenanceMissing, match="does not say"):
        require_provenance(jpeg(), COMPOSITE)


@every_format
@pytest.mark.parametrize(
    ("truth", "message"),
    [
        (COMPOSITE, "“trainedAlgorithmicMedia” as DigitalSourceType; “composite” is the truth"),
        (replace(MODEL, ai_system="pixelmuse"), "“hiapi” as AISystemUsed; “pixelmuse” is the truth"),
        (replace(MODEL, ai_system_version="qwen"), "“flux-schnell” as AISystemVersionUsed; “qwen” is the truth"),
        (replace(MODEL, prompt_version="packshot v4"), "“packshot v3” as source; “packshot v4” is the truth"),
    ],
    ids=["source type", "system", "model", "prompt version"],
)
def test_the_gate_stops_a_file_that_says_something_else(format, truth, message):
    with pytest.raises(ProvenanceMissing, match=message):
        require_provenance(delivery(picture(), FileRules(format), MODEL).data, truth)


@every_format
def test_saving_a_delivery_again_loses_its_provenance_and_the_gate_sees_it(format):
    buffer = BytesIO()
    Image.open(BytesIO(delivery(picture(), FileRules(format), MODEL).data)).convert("RGB").copy().save(buffer, format)
    with pytest.raises(ProvenanceMissing):
        require_provenance(buffer.getvalue(), MODEL)


def test_the_property_is_read_as_an_attribute_too():
    read = read_provenance(jpeg(packet(f'e:DigitalSourceType="{TRUTH}"/>')))
    assert read.source_type is SourceType.TRAINED_ALGORITHMIC_MEDIA


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        jpeg(b"<broken"),
        jpeg(b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + packet(f'e:DigitalSourceType="{TRUTH}"/>')),
        jpeg(packet(f'e:DigitalSourceType="{TRUTH}"/>').decode().encode("utf-16")),
        encoded(picture(), "PNG", pnginfo=padded_packet()),
        jpeg(packet(f'e:DigitalSourceType="{TRUTH.replace("http:", "https:")}"/>')),
        jpeg(packet('e:DigitalSourceType="trainedAlgorithmicMedia"/>')),
    ],
    ids=["empty", "no picture", "broken", "entities", "another encoding", "long", "https", "bare term"],
)
def test_what_cannot_be_read_back_counts_as_nothing(data):
    assert read_provenance(data) is None
