"""Versions of one banner that two people make or approve at the same moment. On SQLite, and on Postgres under CI."""

import pytest
from django.db import transaction

from renders.models import Banner
from tests.factories import make_banner
from tests.waiting import begin, is_anybody_waiting, until

pytestmark = pytest.mark.django_db(transaction=True)
State = Banner.State


def meanwhile(first, second):
    """What the second answers or raises, begun before the transaction of the first has ended."""
    outcomes = []
    with transaction.atomic():
        first()
        other = begin(second, outcomes)
        assert until(is_anybody_waiting)
    other.join()
    [outcome] = outcomes
    return outcome


def test_two_new_versions_get_a_number_each(ada):
    banner = make_banner(made_by=ada)
    later = meanwhile(lambda: banner.next_version(by=ada), lambda: banner.next_version(by=ada))
    assert getattr(later, "number", later) == 3
    assert Banner.objects.filter(slug=banner.slug).count() == 3


def test_of_two_approved_versions_the_later_one_is_in_use(ada, ruth):
    banner = make_banner(made_by=ada)
    banner.freeze(by=ada)
    banner.approve(by=ruth)
    second, third = (banner.next_version(by=ada) for _ in range(2))
    for one in (second, third):
        one.freeze(by=ada)
    assert meanwhile(lambda: second.approve(by=ruth), lambda: third.approve(by=ruth)) is None
    states = Banner.objects.filter(slug=banner.slug).order_by("number").values_list("state", flat=True)
    assert list(states) == [State.RETIRED, State.RETIRED, State.APPROVED]
