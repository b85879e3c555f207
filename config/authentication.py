"""What a person may do, read in one query: a page asks for a dozen permissions, but rows are read once."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Q

KNOWN = "_permission_names"


class OneQueryBackend(ModelBackend):
    """Django's own rules; it reads permissions of groups and of the person itself apart."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None or user_obj.is_superuser:
            return set(super().get_all_permissions(user_obj, obj))
        if not hasattr(user_obj, KNOWN):
            given = Permission.objects.filter(Q(group__user=user_obj) | Q(user=user_obj)).order_by().distinct()
            names = given.values_list("content_type__app_label", "codename")
            setattr(user_obj, KNOWN, {f"{app}.{codename}" for app, codename in names})
        return set(getattr(user_obj, KNOWN))
