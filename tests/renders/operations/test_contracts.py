"""The contract as others see it: a published JSON Schema, and old payloads that stay readable."""

import json

import jsonschema
import pytest
from django.core.management import call_command

from renders.contracts import READABLE_VERSIONS, ContractRefused, GenerationContract, published

# As a shot of the first release stored it. Never adapt it to the code: the code has to go on reading it.
STORED_V1 = """{
  "contract_version": 1, "sku": "mug-beige-01", "product": "matte ceramic coffee mug",
  "colorway": {"name": "Beige", "words": "soft beige glaze", "swatch": "#d9c7ae"}, "variant": "Beige matte",
  "placement": "pdp-main", "aspect": "1:1", "template": "packshot", "version": 1,
  "prompt_digest": "0c16569c0e3c6c1018dfece74c3a162c9df9f2c2d0bf5ed3492e6965bcd79df9",
  "prompt": "One matte ceramic coffee mug, soft beige glaze.", "negative_prompt": "", "provider": "lightbox",
  "model": "lightbox/studio-1", "parameters": {"long_edge": 1024}, "style": "realistic",
  "artwork": [{"kind": "cutout", "view": "front", "sha256":
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}]
}"""


def stored(**changes):
    return {**json.loads(STORED_V1), **changes}


def schema(version=1):
    return json.loads(published(version).read_text("utf-8"))


@pytest.mark.parametrize("version", READABLE_VERSIONS)
def test_the_published_file_is_what_the_command_writes(version):
    assert schema(version) == json.loads(json.dumps(GenerationContract.json_schema(version)))


def test_the_command_writes_the_same_files_again(capsys):
    before = [published(version).read_bytes() for version in READABLE_VERSIONS]
    call_command("contract_schema")
    assert [published(version).read_bytes() for version in READABLE_VERSIONS] == before


def test_a_contract_of_the_first_release_is_read_and_written_unchanged():
    contract = GenerationContract.from_payload(stored())
    assert contract.model_dump(mode="json") == stored()
    assert contract.digest() == "32e4f862bae5a8ead9c1420ff4a52b950fc613baaae614ba8aee4cc10ae51bf3"


def test_a_stored_contract_satisfies_the_published_schema():
    jsonschema.Draft202012Validator(schema()).validate(stored())


@pytest.mark.parametrize(
    "changes",
    [
        {"aspect": "square"},
        {"extra": 1},
        {"sku": ""},
        {"contract_version": 2},
        {"parameters": {"long_edge": 1}},
        {"prompt_digest": "short"},
        {"style": "oil"},
    ],
)
def test_schema_and_code_refuse_the_same(changes):
    assert not jsonschema.Draft202012Validator(schema()).is_valid(stored(**changes))
    with pytest.raises(ContractRefused):
        GenerationContract.from_payload(stored(**changes))


@pytest.mark.parametrize("version", [0, 5, "1", None, True, 1.0])
def test_an_unknown_version_is_refused_with_a_sentence(version):
    with pytest.raises(ContractRefused) as refusal:
        GenerationContract.from_payload(stored(contract_version=version))
    assert str(refusal.value) == f"This Packshot reads contract_version 1, 2, 3 and 4, not {version!r}."
    assert refusal.value.field == "contract_version"


REFERENCE = {"role": "product", "source": "artwork", "sha256": "c" * 64}


def test_a_contract_with_references_satisfies_the_schema_of_version_2_alone():
    referring = stored(contract_version=2, references=[REFERENCE])
    GenerationContract.from_payload(referring)
    assert [jsonschema.Draft202012Validator(schema(each)).is_valid(referring) for each in (1, 2)] == [False, True]
    assert [jsonschema.Draft202012Validator(schema(each)).is_valid(stored()) for each in (1, 2)] == [True, False]


@pytest.mark.parametrize("references", [[], [REFERENCE]])
def test_a_contract_with_patches_satisfies_the_schema_of_version_3_alone(references):
    patches = [{"name": "larger", "text": "85% of frame"}]
    patched = stored(contract_version=3, references=references, patches=patches)
    GenerationContract.from_payload(patched)
    fits = [jsonschema.Draft202012Validator(schema(each)).is_valid(patched) for each in READABLE_VERSIONS]
    assert fits == [False, False, True, False]


@pytest.mark.parametrize("references", [[], [REFERENCE]])
def test_a_contract_of_several_colours_satisfies_the_schema_of_version_4_alone(references):
    cells = [{"sku": f"mug-{name}", "name": name, "words": name} for name in ("beige", "black")]
    several = stored(contract_version=4, references=references, cells=cells)
    GenerationContract.from_payload(several)
    fits = [jsonschema.Draft202012Validator(schema(each)).is_valid(several) for each in READABLE_VERSIONS]
    assert fits == [False, False, False, True]


@pytest.mark.parametrize("changes", [{"contract_version": 3}, {"patches": [{"name": "larger", "text": "85%"}]}])
def test_patches_and_version_3_belong_together(changes):
    with pytest.raises(ContractRefused, match="A contract of version 3 has patches") as refusal:
        GenerationContract.from_payload(stored(**changes))
    assert refusal.value.field == "patches"


def test_anybody_reads_the_schema(client):
    answer = client.get("/contracts/v1.json")
    assert answer.headers["Content-Type"] == "application/schema+json"
    assert answer.json() == schema()


def test_a_version_that_was_never_published_is_not_found(client):
    answer = client.get("/contracts/v5.json")
    assert answer.status_code == 404
    assert answer.json() == {
        "detail": "There is no contract version 5. Published: "
        "/contracts/v1.json, /contracts/v2.json, /contracts/v3.json, /contracts/v4.json."
    }
