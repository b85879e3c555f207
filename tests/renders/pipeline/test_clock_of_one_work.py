"""The clock of a worker that does one kind of work."""

import pytest
from django.utils import timezone

from config.background.work import Work
from renders.models import Account
from renders.pipeline import clock
from tests.factories import make_account

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("work", Work)
def test_models_without_a_step_of_this_kind_owe_none(work):
    account = make_account()
    Account.objects.update(due_at=timezone.now())
    wanted = {(one.step, one.keys) for one in clock.due(timezone.now(), works=(work,))}
    assert wanted == ({("drive", (account.pk,))} if work == Work.NETWORK else set())
