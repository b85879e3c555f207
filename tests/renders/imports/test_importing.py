"""From a checked file to the catalogue and back: all of it or nothing, and never over somebody else's change."""

import pytest
from django.db import connection

from catalog.models import Colorway, Product
from renders.management.commands.import_products import work_off
from renders.models import Event, ImportFile, ImportMapping, ProductImport
from renders.models.actions import Action
from renders.pipeline.importing import beginning
from tests.catalog.importing.tables import file_named
from tests.factories import make_artwork, make_colorway, make_product
from tests.renders.imports.importing import checked, imported, undone

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = "sku,product_code,product_name,category,noun,material,finish,attributes,name,color_words,swatch\n"
ROW = "cup-1,cup,Cup,Drinkware,tea cup,porcelain,gloss,,White,pure white,#ffffff\n"
SECOND = 'cup 2/b,cup,,,,,,"",Black,deep black,\n'


def rows() -> list[tuple]:
    colorways = Colorway.objects.order_by("sku").values_list(
        "sku", "product__code", "name", "color_words", "swatch", "position"
    )
    products = Product.objects.order_by("code").values_list("code", "name", "category", "finish", "attributes")
    return [*colorways, *((*one[:4], str(one[4])) for one in products)]


def test_checking_writes_nothing_and_counts_everything():
    one = checked(HEADER + ROW + SECOND)
    assert (one.state, one.new_count, one.product_count, one.fault_count) == ("checked", 2, 1, 0)
    assert not Product.objects.exists()


def test_what_was_confirmed_is_in_the_catalogue():
    one = imported(HEADER + ROW + SECOND)
    assert one.state == "done"
    assert rows() == [
        ("cup 2/b", "cup", "Black", "deep black", "", 1),
        ("cup-1", "cup", "White", "pure white", "#ffffff", 0),
        ("cup", "Cup", "Drinkware", "gloss", "{}"),
    ]
    assert Event.objects.filter(action=Action.PRODUCTS_IMPORTED, note="products.csv: 2 new, 0 changed").exists()


def test_the_same_file_again_changes_nothing():
    imported(HEADER + ROW + SECOND)
    before = rows()
    again = checked(HEADER + ROW + SECOND)
    assert (again.new_count, again.changed_count, again.same_count, again.has_work) == (0, 0, 2, False)
    assert rows() == before


@pytest.mark.parametrize(
    "name", ["woocommerce.csv", "shopify.csv", "google.tsv", "akeneo.csv", "bagisto.csv", "excel.csv"]
)
def test_a_shops_file_comes_in_goes_out_and_changes_nothing_in_between(name):
    make_colorway()
    before = rows()
    one = imported(file_named(name))
    assert one.state == "done"
    assert one.new_count
    assert not checked(file_named(name)).has_work
    assert undone(one).state == "undone"
    assert rows() == before


def test_undoing_puts_back_what_was_there_before():
    product = make_product(code="cup", name="Old cup", attributes={"price": "99"})
    make_colorway(product, sku="cup-1", name="Old white", color_words="old", swatch="#000000")
    make_colorway(make_product(code="mug"), sku="cup 2/b", name="Black", color_words="deep black", swatch="")
    before = rows()
    one = imported(HEADER + ROW.replace("gloss,,", 'gloss,"{""price"": ""12""}",') + SECOND)
    assert (one.changed_count, one.move_count, one.changed_product_count) == (2, 1, 1)
    assert rows() != before
    one = undone(one)
    assert (one.state, one.stayed_count) == ("undone", 0)
    assert rows() == before


def test_undoing_leaves_what_is_used_or_was_changed_since():
    one = imported(HEADER + ROW + SECOND)
    make_artwork(Product.objects.get(code="cup"))
    Colorway.objects.filter(sku="cup-1").update(color_words="somebody's own words")
    one = undone(one)
    assert one.stayed_count == 2
    assert [row[0] for row in rows()] == ["cup-1", "cup"]


def test_only_the_last_import_is_undone():
    first = imported(HEADER + ROW)
    imported(HEADER + SECOND.replace("cup,,,,", "jar,Jar,,jar,"))
    with pytest.raises(beginning.NotAsItWas):
        beginning.ask_to_undo(first)


@pytest.mark.parametrize("change", ["sku", "code", "name"])
def test_a_file_that_somebody_overtook_writes_nothing_and_is_shown_anew(change):
    standing = make_colorway(make_product(code="mug"), sku="mug-1", name="Red")
    one = checked(HEADER + ROW + "mug-1,mug,,,,,,,Blue,blue,\n")
    if change == "sku":
        make_colorway(sku="CUP-1")
    elif change == "code":
        make_product(code="cup")
    else:
        Colorway.objects.filter(pk=standing.pk).update(name="Green")
    before = rows()
    beginning.confirm(one)
    one = work_off(one)
    assert one.state == "checked"
    assert "Somebody changed" in one.explanation
    assert rows() == before


def test_one_fault_keeps_the_whole_file_out():
    one = checked(HEADER + ROW + SECOND.replace("Black", ""))
    assert (one.fault_count, one.remarks.get(is_fault=True).line) == (1, 3)
    assert not one.colorways.exists()


def test_a_step_that_dies_in_the_middle_of_checking_begins_again():
    one = checked(HEADER + ROW + SECOND)
    ProductImport.objects.filter(pk=one.pk).update(state="checking")
    one = work_off(one)
    assert (one.state, one.colorways.count(), one.products.count()) == ("checked", 2, 1)


def test_what_a_person_said_of_the_columns_is_kept_for_the_next_file():
    text = "Nummer,Text,Ton\nA-1,Cup,Red\n"
    checked(text, sku="Nummer", product_name="Text", name="Ton")
    again = beginning.begin_with_file(text.replace("A-1", "A-2").encode(), "next.csv", by=None)
    assert again.columns == {"sku": "Nummer", "product_name": "Text", "name": "Ton"}
    assert ImportMapping.objects.count() == 1


def test_the_file_goes_when_its_import_is_dropped():
    one = checked(HEADER + ROW)
    beginning.drop(one)
    assert not ImportFile.objects.exists()
    assert not one.colorways.exists()


def test_the_last_transaction_asks_a_handful_of_statements_whatever_the_file_holds(django_assert_max_num_queries):
    lines = [f"cup-{n},cup-{n // 4},Cup,,cup,,,,White {n},white {n},\n" for n in range(400)]
    one = checked(HEADER + "".join(lines))
    beginning.confirm(one)
    with django_assert_max_num_queries(60):
        work_off(one)
    assert Colorway.objects.count() == 400
    assert connection.in_atomic_block is False


def test_sixty_thousand_quotes_that_never_close_are_refused_in_one_sentence():
    with pytest.raises(beginning.Refusal, match="Line 2 cannot be read"):
        beginning.begin_with_file((HEADER + '"' + "a,b\n" * 60_000).encode(), "x.csv", by=None)
