"""A program that adds a product which somebody else is just saving."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from catalog.models import Product
from tests.factories import make_product
from tests.renders.api.conftest import program_of
from tests.renders.api.test_problems import CUP
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


def somebody_waits():
    """Whether a statement waits for our transaction. SQLite lets nobody begin beside it."""
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def test_it_reads_that_the_code_is_taken(petra):
    program = program_of(petra)

    def add():
        answer = program.send("products", CUP, "one")
        connection.close()
        return answer

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            make_product(code="cup")
            sent = pool.submit(add)
            assert until(somebody_waits)
        answer = sent.result()
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["code"]
    assert Product.objects.count() == 1
