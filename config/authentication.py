"""Who somebody is and what they may do, in one query each: a page asks for a dozen permissions."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission, User
from django.db.models import Q

KNOWN = "_permission_names"


class OneQueryBackend(ModelBackend):
    """Django's own rules; it reads permissions of groups and of the person itself apart."""

    def get_user(self, user_id: int) -> User | None:
        """With what the person set for themselves."""
        person = User.objects.select_related("preference").filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None or user_obj.is_superuser:
            return set(super().get_all_permissions(user_obj, obj))
        if not hasattr(user_obj, KNOWN):
            given = Permission.objects.filter(Q(group__user=user_obj) | Q(user=user_obj)).order_by().distinct()
            names = given.values_list("content_type__app_label", "codename")
            setattr(user_obj, KNOWN, {f"{app}.{codename}" for app, codename in names})
        return set(getattr(user_obj, KNOWN))
