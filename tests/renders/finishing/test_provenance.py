from io import BytesIO

import pytest
from PIL import Image

from renders.finishing import Provenance, ProvenanceMissing, SourceType, delivery, read_source_type, require_source_type

TRUTH = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
MODEL = Provenance(SourceType.TRAINED_ALGORITHMIC_MEDIA, "packshot v3")


def picture():
    return Image.new("RGB", (32, 32), "white")


def jpeg(packet=None):
    buffer = BytesIO()
    picture().save(buffer, "JPEG", **({"xmp": packet} if packet else {}))
    return buffer.getvalue()


def packet(inner):
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<r:Description xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" {inner}</r:RDF></x:xmpmeta>'
    ).encode()


@pytest.mark.parametrize("format", ["webp", "jpeg", "png"])
@pytest.mark.parametrize("source_type", list(SourceType))
def test_every_delivered_format_says_how_the_picture_was_made(format, source_type):
    made = delivery(picture(), format, Provenance(source_type, "packshot v3"))
    assert read_source_type(made.data) is source_type


def test_the_source_types_are_terms_of_the_iptc():
    assert [(kind.value, kind.term) for kind in SourceType] == [
        (f"http://cv.iptc.org/newscodes/digitalsourcetype/{term}", term)
        for term in ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "composite")
    ]


def test_the_source_type_is_the_full_address_with_http():
    assert TRUTH.encode() in delivery(picture(), "webp", MODEL).data


@pytest.mark.parametrize("format", ["webp", "jpeg", "png"])
def test_tool_and_prompt_version_are_named(format):
    data = delivery(picture(), format, MODEL).data
    assert b"<rdf:li>Packshot</rdf:li>" in data
    assert b"<dc:source>packshot v3</dc:source>" in data


def test_a_prompt_version_with_markup_in_it_stays_text():
    odd = Provenance(SourceType.COMPOSITE, "a</dc:source><b> & c")
    assert read_source_type(delivery(picture(), "png", odd).data) is SourceType.COMPOSITE


def test_the_gate_lets_the_truth_pass():
    require_source_type(delivery(picture(), "jpeg", MODEL).data, SourceType.TRAINED_ALGORITHMIC_MEDIA)


def test_the_gate_stops_a_file_that_says_nothing():
    with pytest.raises(ProvenanceMissing, match="does not say"):
        require_source_type(jpeg(), SourceType.COMPOSITE)


def test_the_gate_stops_a_file_that_says_something_else():
    data = delivery(picture(), "webp", MODEL).data
    with pytest.raises(ProvenanceMissing, match="says trainedAlgorithmicMedia; composite is the truth"):
        require_source_type(data, SourceType.COMPOSITE)


@pytest.mark.parametrize("format", ["webp", "jpeg", "png"])
def test_saving_a_delivery_again_loses_its_provenance_and_the_gate_sees_it(format):
    buffer = BytesIO()
    Image.open(BytesIO(delivery(picture(), format, MODEL).data)).convert("RGB").copy().save(buffer, format)
    with pytest.raises(ProvenanceMissing):
        require_source_type(buffer.getvalue(), MODEL.source_type)


def test_the_property_is_read_as_an_attribute_too():
    assert read_source_type(jpeg(packet(f'e:DigitalSourceType="{TRUTH}"/>'))) is SourceType.TRAINED_ALGORITHMIC_MEDIA


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        jpeg(b"<broken"),
        jpeg(b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + packet(f'e:DigitalSourceType="{TRUTH}"/>')),
        jpeg(packet(f'e:DigitalSourceType="{TRUTH}"/>').decode().encode("utf-16")),
        jpeg(packet(f'e:DigitalSourceType="{TRUTH.replace("http:", "https:")}"/>')),
        jpeg(packet('e:DigitalSourceType="trainedAlgorithmicMedia"/>')),
    ],
    ids=["empty", "no picture", "broken", "entities", "another encoding", "https", "bare term"],
)
def test_what_cannot_be_read_back_counts_as_nothing(data):
    assert read_source_type(data) is None
