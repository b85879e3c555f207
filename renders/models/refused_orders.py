"""An order that a budget refuses: those who may raise it are notified, though nothing else of the order stays."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User

from renders.models.money import OverBudget
from renders.models.notifying import order_refused


@contextmanager
def refusal_notified(by: User) -> Iterator[None]:
    """Around the transaction of an order, so that the notification outlives it.

    An order that is part of a larger one notifies inside the transaction of that, which is rolled back too: what the
    outermost one notifies stays.
    """
    try:
        yield
    except OverBudget as refusal:
        order_refused(refusal.budget, by)
        raise
