"""Every permission that code or a page asks for exists."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission

from config import permissions

pytestmark = pytest.mark.django_db


def existing() -> set[str]:
    return {f"{app}.{name}" for app, name in Permission.objects.values_list("content_type__app_label", "codename")}


def test_every_named_permission_exists():
    named = {value for name, value in vars(permissions).items() if name.isupper()}
    assert named <= existing()


def test_every_permission_that_a_template_asks_for_exists():
    pages = (settings.BASE_DIR / "templates").rglob("*.html")
    asked = {name for page in pages for name in re.findall(r"\bperms\.(\w+\.\w+)", page.read_text())}
    assert asked
    assert asked <= existing()
