"""Roles that come from a claim."""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.auth.models import Group, User
from django.utils.translation import gettext as _

from config.people import ADMINS


def roles_of(claim: Any, mapped: Iterable[tuple[str, str]]) -> set[str]:
    """The groups that the values of a claim stand for. A claim may hold one value or a list."""
    values = claim if isinstance(claim, list) else [claim]
    return {role for value, role in mapped if value in values}


def bring_in_line(person: User, roles: Collection[str], mapped: Iterable[tuple[str, str]]) -> str:
    """Add and remove mapped roles only; what changed, in words. Whoever is in Admins may open the configuration."""
    ours = {role for _value, role in mapped}
    held = set(person.groups.values_list("name", flat=True))
    added, removed = sorted(set(roles) - held), sorted(held & ours - set(roles))
    person.groups.add(*Group.objects.filter(name__in=added))
    person.groups.remove(*Group.objects.filter(name__in=removed))
    is_admin = ADMINS in (held | set(added)) - set(removed)
    if person.is_staff != is_admin and not person.is_superuser:
        person.is_staff = is_admin
        person.save(update_fields=["is_staff"])
    return "; ".join(
        text % {"roles": ", ".join(names)}
        for text, names in ((_("got %(roles)s"), added), (_("lost %(roles)s"), removed))
        if names
    )
