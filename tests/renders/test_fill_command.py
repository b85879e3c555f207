"""`manage.py fill` on a database that is empty, and on one that is not."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from catalog.models import PromptVersion
from renders import filling
from renders.models import Decision, LedgerEntry, Publication, Render, Shot
from tests.factories import make_shot_set
from tests.renders.test_filling import NOON

pytestmark = pytest.mark.django_db


def rows_of_a_fill(seed):
    """What one fill writes, without what differs by chance of the machine: passwords and primary keys."""
    with transaction.atomic():
        filling.fill(300, seed=seed, until=NOON)
        rows = [
            list(Shot.objects.order_by("pk").values_list("contract_json__prompt", "colorway__sku", "revision")),
            list(Render.objects.order_by("pk").values_list("seed", "state", "state_changed_at", "mark", "reason")),
            list(Decision.objects.order_by("pk").values_list("verdict", "reason", "by__username", "at")),
            list(Publication.objects.order_by("pk").values_list("gallery_slot", "state", "requested_at")),
            list(LedgerEntry.objects.order_by("pk").values_list("kind", "reserved_micros", "spent_micros", "at")),
        ]
        transaction.set_rollback(True)
    return rows


def test_the_same_seed_makes_the_same_database():
    first = rows_of_a_fill(1)
    assert rows_of_a_fill(1) == first
    assert rows_of_a_fill(2)[1] != first[1]


def test_the_command_makes_as_many_renders_as_it_is_asked_for(capsys):
    call_command("fill", "--renders", str(filling.FEWEST_RENDERS))
    assert Render.objects.count() == filling.FEWEST_RENDERS
    assert capsys.readouterr().out.startswith(f"{filling.FEWEST_RENDERS} renders in ")


def test_the_command_refuses_too_few_and_fills_nothing():
    with pytest.raises(CommandError, match=f"at least {filling.FEWEST_RENDERS}"):
        call_command("fill", "--renders", str(filling.FEWEST_RENDERS - 1))
    assert not Render.objects.exists()


def test_a_database_with_sets_is_refused(petra):
    make_shot_set(launched_by=petra)
    with pytest.raises(CommandError, match="holds shot sets"):
        call_command("fill", renders=100)
    assert not PromptVersion.objects.exists()
