"""The tests' own guard against claims that two can win."""

import pytest

from renders.models import Review, Shot

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change", [lambda rows: rows.update(state="decided"), lambda rows: rows._raw_delete("default")]
)
def test_a_claim_over_a_joined_table_is_refused(change):
    with pytest.raises(AssertionError, match="too late on Postgres"):
        change(Review.objects.filter(state="open", shot__shot_set__code="S-1"))


def test_a_claim_by_columns_of_the_row_is_not():
    open_ones = Review.objects.filter(state="open", shot__in=Shot.objects.filter(shot_set__code="S-1"))
    assert open_ones.update(state="decided") == 0
