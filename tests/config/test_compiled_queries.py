"""Queries that are compiled once find what the ORM finds, whatever they are asked."""

import pytest
from django.db import NotSupportedError, connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from catalog.models import Colorway, PromptVersion
from config.caching.compiled_queries import compiled
from tests.factories import make_colorway, make_product, make_version

pytestmark = pytest.mark.django_db


@compiled
def colorways_of(products, code):
    """Those of some products, or with this SKU."""
    found = Colorway.objects.filter(Q(product__pk__in=products) | Q(sku=code)).order_by("pk")
    return found.select_related("product")


@compiled
def prompts_of(template):
    return PromptVersion.objects.filter(template=template).order_by("-number").values_list("number", "parameters")


@pytest.mark.parametrize("count", range(6))
def test_a_list_of_any_length_finds_its_rows(count):
    colorways = [make_colorway(make_product()) for _ in range(7)]
    products = [one.product_id for one in colorways[:count]]
    assert colorways_of([*products, 0], colorways[6].sku) == [*colorways[:count], colorways[6]]


def test_an_empty_list_finds_nothing():
    assert colorways_of([], make_colorway().sku) == []


def test_every_call_asks_the_database_with_its_own_values():
    one, other = make_colorway(), make_colorway()
    assert [colorways_of([0], each.sku) for each in (one, other)] == [[one], [other]]
    one.delete()
    assert colorways_of([0], one.sku) == []


def test_related_rows_come_in_the_same_query():
    colorway = make_colorway()
    with CaptureQueriesContext(connection) as captured:
        [found] = colorways_of([colorway.product_id], "")
        assert found.product.name == colorway.product.name
    assert len(captured) == 1


def test_values_are_converted_and_stand_in_the_order_asked_for():
    version = make_version(parameters={"steps": 4})
    assert prompts_of(version.template_id) == [(version.number, {"steps": 4})]


@compiled
def bright_ones_named(name):
    return Colorway.objects.filter(name=name, color_words="50% red, 'bright'", position__in=[0, 1])


def test_what_is_no_argument_means_the_same_as_in_a_query_of_the_orm():
    bright = make_colorway(name="Red", color_words="50% red, 'bright'", position=1)
    make_colorway(name="Red", color_words="50% red, bright", position=1)
    make_colorway(name="Red", color_words=bright.color_words, position=2)
    assert bright_ones_named("Red") == [bright]
    assert bright_ones_named("50% red, 'bright'") == []


def test_a_query_is_made_once_for_lists_of_similar_length():
    made = []

    @compiled
    def found(products):
        made.append(len(products))
        return Colorway.objects.filter(product__pk__in=products)

    for length in (1, 2, 3, 4, 3):
        assert found([0] * length) == []
    assert made == [1, 2, 4]


ON_POSTGRES = pytest.mark.skipif(connection.vendor != "postgresql", reason="only Postgres prepares statements")


def prepared_statements():
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time")
        return [row[0] for row in cursor.fetchall()]


@ON_POSTGRES
def test_postgres_reads_a_query_once_whatever_it_is_asked():
    before = prepared_statements()
    for product in (1, 40_000, 2**40):
        assert colorways_of([product], f"none-{product}") == []
    assert len(prepared_statements()) == len(before) + 1


@ON_POSTGRES
def test_other_statements_are_neither_prepared_nor_remembered_by_the_driver():
    colorways_of([1], "")
    before = prepared_statements()
    for number in range(150):
        assert not Colorway.objects.filter(sku=f"none-{number}").exists()
    colorways_of([1], "")
    assert prepared_statements() == before
    assert not connection.connection._prepared._counts


@ON_POSTGRES
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_knows_a_query_with_older_columns_is_given_up():
    def change_name_to(kind):
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE catalog_colorway ALTER name TYPE {kind}")

    colorway = make_colorway()
    usual = Colorway._meta.get_field("name").db_type(connection)
    assert colorways_of([0], colorway.sku) == [colorway]
    change_name_to("text")
    try:
        with pytest.raises(NotSupportedError):
            colorways_of([0], colorway.sku)
        assert colorways_of([0], colorway.sku) == [colorway]
    finally:
        change_name_to(usual)


@ON_POSTGRES
def test_postgres_reads_what_is_no_argument_in_the_query_itself():
    """Its plans for any arguments could use no index of queued rows otherwise."""
    bright_ones_named("Red")
    [statement] = [each for each in prepared_statements() if "bright" in each]
    assert "IN (0, 1)" in statement
    assert statement.count("$") == 1
