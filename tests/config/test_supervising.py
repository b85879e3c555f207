"""What `manage.py up` asks the database before it stops an installation."""

from dataclasses import replace

import pytest

from config.supervision.supervising import finds_a_row
from renders.management.commands.up import open_requests
from tests.factories import make_render

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("state", "price", "is_open"),
    [("submitting", 5_000, True), ("submitting", 0, False), ("submitted", 5_000, False), ("queued", 5_000, False)],
)
def test_only_a_sent_request_that_costs_money_is_waited_for(state, price, is_open):
    make_render(state=state, price_micros=price)
    assert finds_a_row(open_requests()) is is_open


def test_a_database_that_does_not_answer_may_have_one():
    assert finds_a_row(replace(open_requests(), sql="SELECT nothing FROM nowhere"))
