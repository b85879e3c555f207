from fractions import Fraction

import pytest
from pydantic import ValidationError

from renders.contracts import (
    ContractRefused,
    GenerationContract,
    aspect_ratio,
    from_guide,
)


def payload(**overrides):
    return {
        "sku": "mug-beige-01",
        "product": "Coffee mug",
        "colorway": {"name": "Beige", "words": "soft beige glaze", "swatch": "#d9c7ab"},
        "variant": "beige",
        "placement": "pdp-main",
        "aspect": "1:1",
        "template": "packshot",
        "version": 3,
        "prompt_digest": "a" * 64,
        "prompt": "One mug on a white ground",
        "provider": "lightbox",
        "model": "lightbox-1",
        "parameters": {},
        "style": "realistic",
        "artwork": [{"kind": "cutout", "view": "front", "sha256": "b" * 64}],
    } | overrides


def contract(**overrides):
    return GenerationContract.from_payload(payload(**overrides))


def guide(**overrides):
    return {
        "sku": "wallet-01",
        "promptTemplate": "studio photo of {{productName}}",
        "model": "flux-schnell",
        "aspect": "4:5",
        "style": "realistic",
        "variant": "brown",
    } | overrides


def test_a_contract_survives_json_unchanged():
    before = contract(parameters={"long_edge": 2048, "strength": 0.5, "tile": False})
    after = GenerationContract.model_validate_json(before.model_dump_json())
    assert after == before


def test_a_contract_says_its_version():
    assert contract().model_dump()["contract_version"] == 1


def test_an_unknown_contract_version_is_refused():
    with pytest.raises(ContractRefused, match="contract_version"):
        contract(contract_version=5)


def test_a_contract_cannot_be_changed():
    with pytest.raises(ValidationError):
        contract().sku = "other"


def test_equal_contracts_have_one_digest_whatever_the_order_of_their_fields():
    assert contract().digest() == (GenerationContract.from_payload(dict(reversed(payload().items()))).digest())


@pytest.mark.parametrize(
    "change",
    [
        {"prompt": "Another prompt"},
        {"parameters": {"long_edge": 1025}},
        {"artwork": []},
        {"negative_prompt": "props"},
    ],
)
def test_any_changed_field_changes_the_digest(change):
    assert contract(**change).digest() != contract().digest()


def test_a_digest_is_the_same_in_every_release():
    assert contract().digest() == ("ee86b6073db3050ad167e6b6ab7c7b3bb3c9905435c5ffc81d3476940a1240dd")


def test_an_unknown_field_is_refused_by_name():
    with pytest.raises(ContractRefused, match=r"^mood is not a field of this contract\.$"):
        contract(mood="calm")


def test_a_missing_field_is_refused_by_name():
    fields = payload()
    del fields["placement"]
    with pytest.raises(ContractRefused, match=r"^placement is missing\.$") as refusal:
        GenerationContract.from_payload(fields)
    assert refusal.value.field == "placement"


def test_a_nested_field_is_named_with_its_path():
    with pytest.raises(ContractRefused, match=r"^colorway\.swatch"):
        contract(colorway={"name": "Beige", "words": "", "swatch": "beige"})


def test_an_empty_prompt_is_refused():
    with pytest.raises(ContractRefused, match=r"^prompt is empty\.$"):
        contract(prompt="")


@pytest.mark.parametrize("style", ["photo", "", None])
def test_a_style_outside_the_list_is_refused(style):
    with pytest.raises(ContractRefused, match="^style"):
        contract(style=style)


@pytest.mark.parametrize(
    ("aspect", "edge", "size"),
    [
        ("1:1", 1024, (1024, 1024)),
        ("16:9", 1024, (1024, 576)),
        ("4:5", 1024, (820, 1024)),
        ("3:2", 1024, (1024, 682)),
        ("4:3", 2048, (2048, 1536)),
        ("9:16", 1920, (1080, 1920)),
        ("9999:1", 1024, (1024, 2)),
    ],
)
def test_size_is_the_aspect_at_the_long_edge_in_even_pixels(aspect, edge, size):
    assert contract(aspect=aspect, parameters={"long_edge": edge}).size() == size


def test_a_contract_without_a_long_edge_is_1024_pixels_long():
    assert contract(aspect="16:9").size() == (1024, 576)


@pytest.mark.parametrize("edge", [2, 8192])
def test_a_long_edge_may_be_2_to_8192_pixels(edge):
    assert contract(parameters={"long_edge": edge}).size() == (edge, edge)


@pytest.mark.parametrize("edge", [0, 1, -1, True, "1024", 8193, 10**9, 512.0])
def test_a_long_edge_that_is_no_size_is_refused(edge):
    with pytest.raises(ContractRefused, match="^long_edge"):
        contract(parameters={"long_edge": edge})


@pytest.mark.parametrize("aspect", ["", "4", "4x5", "0:5", "4:0", "-4:5", "4:5:6", " 4:5", "٤:٥"])
def test_what_is_no_ratio_is_refused(aspect):
    with pytest.raises(ContractRefused, match="aspect is a ratio like 4:5"):
        aspect_ratio(aspect)


def test_a_ratio_is_width_over_height():
    assert aspect_ratio("4:5") == Fraction(4, 5)


def test_a_contract_with_a_bad_ratio_names_the_field():
    with pytest.raises(ContractRefused) as refusal:
        contract(aspect="square")
    assert refusal.value.field == "aspect"


def test_the_guides_six_fields_are_accepted():
    assert from_guide(guide()).promptTemplate == "studio photo of {{productName}}"


@pytest.mark.parametrize("field", sorted(guide()))
def test_a_guide_order_lacking_a_field_is_refused_by_name(field):
    fields = guide()
    del fields[field]
    with pytest.raises(ContractRefused, match=rf"^{field} is missing\.$"):
        from_guide(fields)


def test_a_guide_order_with_an_unknown_field_is_refused_by_name():
    with pytest.raises(ContractRefused, match=r"^seed is not a field"):
        from_guide(guide(seed=7))


def test_a_contract_that_is_no_object_is_refused():
    with pytest.raises(ContractRefused, match="one JSON object"):
        from_guide(["sku"])


def test_the_schema_forbids_unknown_fields():
    schema = GenerationContract.json_schema()
    assert schema["additionalProperties"] is False
    assert "prompt_digest" in schema["required"]


def referring(**changes):
    one = {"role": "product", "source": "artwork", "sha256": "c" * 64}
    return {"contract_version": 2, "references": [{**one, **changes}]}


def test_a_contract_with_references_is_of_version_2_and_survives_json_unchanged():
    before = contract(**referring())
    assert GenerationContract.from_payload(before.model_dump(mode="json")) == before
    assert before.model_dump(mode="json")["contract_version"] == 2


@pytest.mark.parametrize("change", [{"role": "style"}, {"source": "render"}, {"sha256": "d" * 64}])
def test_another_reference_makes_another_contract(change):
    assert contract(**referring(**change)).digest() != contract(**referring()).digest()


@pytest.mark.parametrize(
    "wrong",
    [{**referring(), "contract_version": 1}, {"contract_version": 2}, {"contract_version": 2, "references": []}],
)
def test_references_and_version_2_belong_together(wrong):
    with pytest.raises(ContractRefused, match="A contract of version 2 has references") as refusal:
        contract(**wrong)
    assert refusal.value.field == "references"


@pytest.mark.parametrize("change", [{"role": "mood"}, {"source": "https://a.example/1.png"}, {"sha256": "short"}])
def test_a_reference_is_named_by_role_source_and_digest(change):
    with pytest.raises(ContractRefused, match=r"^references"):
        contract(**referring(**change))


def of_cells(*names):
    return {"contract_version": 4, "cells": [{"sku": f"mug-{name}", "name": name, "words": name} for name in names]}


def test_a_contract_of_several_colours_names_them_in_order_and_survives_json_unchanged():
    before = contract(**of_cells("beige", "black"))
    assert GenerationContract.from_payload(before.model_dump(mode="json")) == before
    assert [cell.name for cell in before.cells] == ["beige", "black"]
    assert before.digest() != contract(**of_cells("black", "beige")).digest()
    assert before.without_cells() == contract()


@pytest.mark.parametrize(
    "wrong", [of_cells(), of_cells("beige"), {**of_cells("beige", "black"), "contract_version": 1}]
)
def test_cells_and_version_4_belong_together(wrong):
    with pytest.raises(ContractRefused, match="A contract of version 4 has two cells or more") as refusal:
        contract(**wrong)
    assert refusal.value.field == "cells"
