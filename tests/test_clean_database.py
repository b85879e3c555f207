"""A test that commits leaves nothing behind for the next."""

import pytest
from django.contrib.auth.models import Group

from catalog import guards as catalog_guards
from catalog.guards import installed, lift
from catalog.models import Product
from config.roles import ROLES
from renders import guards
from renders.models import Event
from tests.factories import make_product, make_shot_set


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_every_test_begins_with_the_migrated_database(time: str) -> None:
    assert not Product.objects.exists()
    assert not Event.objects.exists()
    assert {group.name: group.permissions.count() for group in Group.objects.all()} == {
        name: len(permissions) for name, permissions in ROLES.items()
    }
    assert installed() == catalog_guards.EXPECTED | guards.EXPECTED
    make_product()
    make_shot_set()
    Group.objects.all().delete()
    lift([*catalog_guards.GUARDS, *guards.TRIGGERS])
