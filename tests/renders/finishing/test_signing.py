"""Signed files, checked by an implementation of C2PA that shares no code with the one that signs."""

from importlib import import_module

import pytest
from PIL import Image

from renders.finishing import (
    FORMATS,
    FileRules,
    Provenance,
    ProvenanceMissing,
    SourceType,
    delivery,
    require_provenance,
)
from renders.finishing.signing import NotSignable, read_credential, require_signature, sign
from tests.marks import AI_SYSTEM, SOURCE_TYPE, read_marks
from tests.needs import C2PA, needs

MODEL = Provenance(SourceType.TRAINED_ALGORITHMIC_MEDIA, "packshot v3", "hiapi", "flux-schnell")


@pytest.fixture(scope="module")
def certificates():
    needs(C2PA)
    return import_module("tests.certificates")


@pytest.fixture(scope="module")
def issued(certificates):
    return certificates.issue()


@pytest.fixture(scope="module")
def credential(issued):
    return read_credential(issued.chain, issued.key)


@pytest.fixture(scope="module")
def signed(credential):
    """A signed file of each format."""
    picture = Image.effect_noise((64, 48), 40).convert("RGB")
    plain = {format: delivery(picture, FileRules(format), MODEL).data for format in FORMATS}
    return {format: sign(data, FORMATS[format].content_type, MODEL, credential) for format, data in plain.items()}


def report(data, format, issued):
    """What the second implementation finds."""
    encypher = import_module("encypher_c2pa")
    trust = {"trust_pem": issued.root.decode(), "telemetry": False, "online": False}
    return encypher.verify(data, FORMATS[format].content_type, **trust)


@pytest.mark.parametrize("format", FORMATS)
def test_another_implementation_finds_the_signature_good_and_its_signer_vouched_for(signed, issued, format):
    found = report(signed[format], format, issued)
    assert (found["signature"], found["hard_binding"], found["validation_state"]) == ("valid", "match", "Trusted")


@pytest.mark.parametrize("format", FORMATS)
def test_the_manifest_says_how_the_picture_was_made_and_what_drew_it(signed, issued, format):
    manifest = report(signed[format], format, issued)["manifest_report"]
    text = str(manifest["manifests"][manifest["active_manifest"]])
    assert MODEL.source_type.value in text
    assert "'name': 'hiapi'" in text


@pytest.mark.parametrize("format", FORMATS)
def test_a_signed_file_keeps_its_marks_and_is_a_picture(signed, format):
    require_provenance(signed[format], MODEL)
    marks = read_marks(signed[format])
    assert (marks[SOURCE_TYPE], marks[AI_SYSTEM]) == (MODEL.source_type.value, "hiapi")


@pytest.mark.parametrize("format", FORMATS)
def test_one_changed_byte_is_found_by_both(signed, issued, format):
    changed = bytearray(signed[format])
    changed[-20] ^= 1
    assert report(bytes(changed), format, issued)["validation_state"] == "Invalid"
    with pytest.raises(ProvenanceMissing):
        require_signature(bytes(changed), FORMATS[format].content_type, MODEL)


@pytest.mark.parametrize("format", FORMATS)
def test_the_gate_lets_a_signed_file_pass_and_stops_one_without(signed, format):
    content_type = FORMATS[format].content_type
    require_signature(signed[format], content_type, MODEL)
    plain = delivery(Image.new("RGB", (16, 16)), FileRules(format), MODEL).data
    with pytest.raises(ProvenanceMissing, match="no signature"):
        require_signature(plain, content_type, MODEL)


def test_the_gate_stops_a_signature_that_says_otherwise(signed):
    composite = Provenance(SourceType.COMPOSITE, "packshot v3")
    with pytest.raises(ProvenanceMissing, match="says otherwise"):
        require_signature(signed["jpeg"], "image/jpeg", composite)


@pytest.mark.parametrize("kind", ["P-384", "Ed25519", "RSA"])
def test_other_kinds_of_keys_sign_too(certificates, kind):
    one = certificates.issue(kind)
    plain = delivery(Image.new("RGB", (16, 16)), FileRules("jpeg"), MODEL).data
    signed = sign(plain, "image/jpeg", MODEL, read_credential(one.chain, one.key))
    assert report(signed, "jpeg", one)["validation_state"] == "Trusted"


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda one, issue: (b"none", one.key), "The file of the certificate holds none"),
        (lambda one, issue: (one.chain, b"none"), "The file of the key holds none"),
        (lambda one, issue: (one.chain, issue(password=b"secret").key), "without a password"),
        (lambda one, issue: (one.chain, issue().key), "The key does not belong to the certificate."),
        (lambda one, issue: of(issue(days=(-9, -1))), "The certificate is good from .* only."),
        (lambda one, issue: of(issue(days=(1, 9))), "The certificate is good from .* only."),
    ],
    ids=["no certificate", "no key", "locked key", "another's key", "ended", "not yet"],
)
def test_what_cannot_sign_says_why(certificates, issued, spoil, sentence):
    with pytest.raises(NotSignable, match=sentence):
        read_credential(*spoil(issued, certificates.issue))


def of(issued):
    return issued.chain, issued.key


def test_the_key_is_in_no_text_of_it(credential, issued):
    secret = issued.key.decode().splitlines()[1]
    assert secret not in repr(credential)
    assert b"PRIVATE" not in repr(credential).encode()
