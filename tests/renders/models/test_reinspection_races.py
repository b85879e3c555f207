"""Several workers start at once, or two admins change rules: on Postgres the second beginning waits for the first."""

import pytest
from django.db import transaction

from renders.models import Reinspection
from tests.factories import make_render
from tests.waiting import begin, is_anybody_waiting, until

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_workers_that_start_at_once_begin_one_reinspection_for_new_checks() -> None:
    make_render()
    outcomes: list[object] = []
    with transaction.atomic():
        reinspection = Reinspection.objects.begin_for("2")
        other = begin(lambda: Reinspection.objects.begin_for("2"), outcomes)
        assert until(is_anybody_waiting)
    other.join()
    assert outcomes == [None]
    assert [*Reinspection.objects.all()] == [reinspection]


def test_of_two_reinspections_that_begin_at_once_the_later_replaces_the_earlier() -> None:
    make_render()
    outcomes: list[object] = []
    with transaction.atomic():
        earlier = Reinspection.objects.begin()
        other = begin(Reinspection.objects.begin, outcomes)
        assert until(is_anybody_waiting)
    other.join()
    [later] = outcomes
    assert isinstance(later, Reinspection)
    assert earlier
    states = dict(Reinspection.objects.values_list("pk", "state"))
    assert states == {earlier.pk: "replaced", later.pk: "running"}
