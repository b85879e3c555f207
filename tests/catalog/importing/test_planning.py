"""What an import would do, by the rules of the forms."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from catalog.forms.products import MAX_COLORWAYS, ColorwayForm, ProductForm
from catalog.importing.planning import plan_import
from catalog.models import Colorway, Product
from tests.catalog.forms import color, product_post
from tests.catalog.importing.tables import assembled
from tests.factories import make_colorway, make_product
from tests.renders.imports.importing import imported

pytestmark = pytest.mark.django_db
COLUMNS = ["sku", "product_code", "product_name", "category", "noun", "material", "finish", "name", "color_words"]
HEADER = ",".join([*COLUMNS, "swatch"]) + "\n"
ROW = "cup-1,cup,Cup,Drinkware,tea cup,porcelain,gloss,White,pure white glaze,#ffffff\n"


def planned(text: str):
    return plan_import(assembled(text))


def row(**cells: str) -> str:
    """A right row of a new product and colour, with these cells instead."""
    base = dict(zip(HEADER.strip().split(","), ROW.strip().split(","), strict=True))
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in {**base, **cells}.values()) + "\n"


def faults_of(text: str) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.sentence) for fault in planned(text).faults]


def saved(text: str):
    """What a worker would write of it."""
    plan = planned(text)
    assert plan.faults == []
    imported(text)
    return plan


def test_a_row_makes_its_product_and_its_colour():
    saved(HEADER + ROW)
    assert Colorway.objects.get().product == Product.objects.get(code="cup", noun="tea cup", finish="gloss")


def test_what_the_form_cleans_is_cleaned_here():
    saved(HEADER + row(swatch="FFFFFF", name="  Soft \u202ewhite ", noun=""))
    colorway = Colorway.objects.get()
    assert (colorway.swatch, colorway.name, colorway.product.noun) == ("#ffffff", "Soft white", "Cup")


def test_a_row_of_a_known_sku_changes_it_and_says_what_was_before():
    make_colorway(make_product(code="cup"), sku="cup-1", name="White", color_words="old words", swatch="#ffffff")
    plan = saved(HEADER + ROW)
    assert Colorway.objects.get().color_words == "pure white glaze"
    assert [dict(one.before) for one in plan.changed] == [{"color_words": "old words"}]


def test_a_column_that_the_file_lacks_leaves_a_colour_as_it_is():
    standing = make_colorway(sku="cup-1", swatch="#123456")
    saved("sku,color_words\ncup-1,new words\n")
    standing.refresh_from_db()
    assert (standing.swatch, standing.color_words) == ("#123456", "new words")


def test_colours_of_one_product_take_their_places_in_the_order_of_the_file():
    make_colorway(make_product(code="cup"), name="Red")
    saved(HEADER + ROW + row(sku="cup-2", name="Black"))
    assert list(Colorway.objects.filter(sku__startswith="cup").values_list("sku", "position")) == [
        ("cup-1", 1),
        ("cup-2", 2),
    ]


def test_further_attributes_come_in_as_json():
    saved(HEADER.replace("\n", ",attributes\n") + ROW.replace("\n", ',"{""label_text"": ""玫瑰, 水""}"\n'))
    assert Product.objects.get().attributes == {"label_text": "玫瑰, 水"}


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("price: 99", "JSON object"),
        ('{"price": 99}', "price is text"),
        ('{"sku": "x"}', "sku"),
        ("[" * 1900, "nested"),
        ('{"price": NaN}', "NaN"),
        ('{"price": "1", "price": "2"}', "twice"),
        ('{"price": "\\ud800"}', "cannot be stored"),
    ],
)
def test_further_attributes_that_are_none_keep_the_file_out(cell, word):
    quoted = '"' + cell.replace('"', '""') + '"'
    [(line, column, sentence)] = faults_of(HEADER.replace("\n", ",attributes\n") + ROW.replace("\n", f",{quoted}\n"))
    assert (line, column, word in sentence) == (2, "attributes", True)


# What the forms refuse: the column, the cell, and nothing of its own — the sentence is the form's.
COUNTER_EXAMPLES = [
    *(("sku", cell) for cell in ("", "\u200b", "..", "x" * 101, "mug\u200b-1")),
    *(("product_code", cell) for cell in ("", "\u200b", "nul", "a/b", "LPT1", "x" * 65)),
    *(("product_name", cell) for cell in ("", "\u3164", "x" * 121)),
    *(("name", cell) for cell in ("", "\u200b\u2060", "x" * 61)),
    *(("color_words", cell) for cell in ("", "x" * 121)),
    *(("swatch", cell) for cell in ("red", "#12345", "#gggggg")),
    *((name, "x" * 121) for name in ("noun", "material", "finish")),
    ("category", "x" * 61),
]
FIELDS = {"product_code": "code", "product_name": "name"}


@pytest.mark.parametrize(("column", "cell"), COUNTER_EXAMPLES)
def test_a_cell_is_refused_here_as_it_is_in_the_form(client_of, petra, column, cell):
    of_color = column in {"sku", "name", "color_words", "swatch"}
    changes = {"colors": [color(**{column: cell})]} if of_color else {FIELDS.get(column, column): cell}
    shown = client_of(petra).post("/products/new/", product_post(**changes)).context["forms"]
    form = shown.colorways.forms[0] if of_color else shown.product
    expected = form.errors[column if of_color else FIELDS.get(column, column)]
    found = [sentence for line, where, sentence in faults_of(HEADER + row(**{column: cell})) if where == column]
    assert found == list(expected)


@pytest.mark.parametrize(("form", "field"), [(ProductForm, "noun"), (ColorwayForm, "color_words")])
def test_a_rule_that_a_form_gets_tomorrow_holds_here_too(monkeypatch, form, field):
    def refuse(self: forms.ModelForm) -> str:
        raise ValidationError("A rule of tomorrow.")

    monkeypatch.setattr(form, f"clean_{field}", refuse, raising=False)
    assert (2, field, "A rule of tomorrow.") in faults_of(HEADER + ROW)


def test_every_constraint_of_both_tables_is_one_that_a_plan_checks():
    unique = {field.name for model in (Product, Colorway) for field in model._meta.fields if field.unique} - {"id"}
    named = {constraint.name for model in (Product, Colorway) for constraint in model._meta.constraints}
    assert unique == {"code", "sku"}
    assert named == {"colorway_swatch_is_a_colour", "colorway_name_once_a_product"}


@pytest.mark.parametrize(
    ("second", "column", "sentence"),
    [
        (row(name="Black"), "sku", "This SKU is entered twice. It stands on line 2 too."),
        (row(sku="CUP-1", name="Black"), "sku", "This SKU is entered twice. It stands on line 2 too."),
        (row(sku="cup-2", name="WHITE"), "name", "This colour is entered twice. cup has it already."),
        (
            row(sku="cup-2", name="Black", material="glass"),
            "material",
            "Line 2 says something else of the same product.",
        ),
        (row(sku="cup-2", product_code="CUP"), "product_code", "Line 2 writes this code as cup."),
    ],
)
def test_two_rows_that_contradict_each_other_are_named_by_line(second, column, sentence):
    [(line, where, said)] = faults_of(HEADER + ROW + second)
    assert (line, where) == (3, column)
    assert said.startswith(sentence)


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"sku": "RED-1"}, "sku", "Another colour has this SKU."),
        ({"product_code": "MUG"}, "product_code", "Another product has this code."),
        ({"product_code": "mug", "name": "RED"}, "name", "This colour is entered twice. mug has it already."),
    ],
)
def test_what_the_catalogue_has_in_other_capitals_is_refused(cells, column, sentence):
    make_colorway(make_product(code="mug"), sku="red-1", name="Red")
    assert (2, column, sentence) in faults_of(HEADER + row(**cells))


def test_a_product_takes_no_more_colours_than_its_form():
    product = make_product(code="cup")
    for number in range(MAX_COLORWAYS):
        make_colorway(product, name=f"colour {number}")
    [(line, column, _)] = faults_of(HEADER + ROW)
    assert (line, column) == (2, "product_code")


def test_a_sku_that_a_spreadsheet_changed_says_so():
    plan = planned(HEADER + row(sku="1E+05"))
    assert plan.faults == []
    assert "looks changed by a spreadsheet" in plan.notes[0].sentence


def test_a_fact_of_a_product_that_exists_is_changed_with_what_was_before():
    product = make_product(code="cup", name="Old cup", category="Drinkware", noun="tea cup", material="porcelain")
    Product.objects.filter(pk=product.pk).update(finish="gloss")
    [changed] = planned(HEADER + ROW).changed_products.values()
    assert (changed.line, changed.product.name, dict(changed.before)) == (2, "Cup", {"name": "Old cup"})


def test_two_rows_that_say_different_things_of_a_product_that_exists_are_refused():
    make_product(code="cup", name="Cup", category="Drinkware", noun="tea cup", material="porcelain", finish="gloss")
    [(line, column, sentence)] = faults_of(HEADER + ROW + row(sku="cup-2", name="Black", finish="matte"))
    assert (line, column, "Line 2" in sentence) == (3, "finish", True)


def test_what_exists_may_be_left_as_it_is():
    make_colorway(make_product(code="cup", name="Old cup"), sku="cup-1", name="Old")
    plan = plan_import(assembled(HEADER + ROW + row(sku="cup-2", name="Black")), is_updating=False)
    assert ([one.colorway.sku for one in plan.new], plan.changed, plan.changed_products) == (["cup-2"], [], {})


def test_words_that_were_only_proposed_follow_the_name_of_their_colour():
    head = "Artikelnummer,Bezeichnung,Farbe\n"
    make_colorway(make_product(code="A", name="Cup"), sku="A", name="Red", color_words="red", swatch="#b3262e")
    make_colorway(make_product(code="B", name="Jar"), sku="B", name="Red", color_words="my own red", swatch="")
    plan = planned(head + "A,Cup,Blau\nB,Jar,Blau\n")
    assert [(one.colorway.color_words, one.colorway.swatch) for one in plan.changed] == [
        ("blue", "#2f5f9e"),
        ("my own red", ""),
    ]


def test_a_sku_of_another_product_is_a_move_that_is_listed():
    make_colorway(make_product(code="mug"), sku="cup-1")
    plan = planned(HEADER + ROW)
    assert [(one.line, one.moved_from.code, one.product.code) for one in plan.moves] == [(2, "mug", "cup")]


def test_the_number_of_queries_does_not_grow_with_the_file(django_assert_max_num_queries):
    lines = [row(sku=f"cup-{n}", product_code=f"cup-{n // 4}", name=f"White {n}") for n in range(400)]
    for text in (HEADER + ROW, HEADER + "".join(lines)):
        with django_assert_max_num_queries(3):
            planned(text)
    saved(HEADER + "".join(lines))
    with django_assert_max_num_queries(3):
        assert len(planned(HEADER + "".join(lines)).rows) == 400


def test_a_shops_code_in_other_capitals_is_the_product_that_is_here():
    product = make_product(code="mug", name="Stoneware Mug")
    plan = planned("Artikelnummer,Produktnummer,Bezeichnung,Farbe\nA-1,MUG,Stoneware Mug,Red\n")
    assert ([one.product for one in plan.new], plan.products, plan.faults) == ([product], {}, [])


def test_only_the_first_row_of_a_product_that_cannot_be_is_blamed_for_it():
    head = "Artikelnummer,Produktnummer,Bezeichnung,Farbe\n"
    assert {line for line, *_ in faults_of(head + "A-1,P,,Red\nA-2,P,,Blue\n")} == {2}
