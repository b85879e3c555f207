"""Receivers that install guards and roles after each migrate."""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import receiver

from catalog.guards import install, installed, lift, set_permissions
from config.roles import ROLES
from config.supervision.pending_migrations import pending_migrations
from renders.guards.triggers import EXPECTED, TRIGGERS
from renders.models import Decision, LedgerSum, Tally


@receiver(pre_migrate)
def lift_guards(sender: Any, using: str, plan: list[Any], **_: Any) -> None:
    """Take the triggers away while tables change: SQLite would refuse to remake a table that one of them names."""
    if plan and sender.name == apps.get_app_config("renders").name:
        lift(TRIGGERS, using)


@receiver(post_migrate)
def install_guards(sender: Any, using: str, **_: Any) -> None:
    """Put guards and roles back.

    Both need the tables and permissions of all apps, so they wait for an app that comes after ours.
    """
    if sender.name != apps.get_app_config("auth").name or pending_migrations(using):
        return
    for app in ("catalog", "renders", "auth"):
        create_permissions(apps.get_app_config(app), verbosity=0, using=using)
    was_complete = installed(using) >= EXPECTED
    install(TRIGGERS, using)
    if not was_complete:
        # Nobody counted what was written without them.
        Decision.objects.list_unpublished()
        Tally.objects.rebuild()
        LedgerSum.objects.rebuild()
    for group, permissions in ROLES.items():
        set_permissions(group, permissions, using)
