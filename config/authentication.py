"""Who somebody is and what they may do, in one query each: a page asks for a dozen permissions. The first one counts
their unread notifications too, for the badge that every page has."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from config.caching.compiled_queries import compiled
from renders.models import Notification

NAMES = ("content_type__app_label", "codename")
KNOWN = "_permission_names"


class OneQueryBackend(ModelBackend):
    """Django's own rules; it reads permissions of groups and of the person itself apart."""

    def get_user(self, user_id: int) -> User | None:
        """With what the person set for themselves, and `unread_notifications`."""
        person = next(iter(people_with_id(user_id)), None)
        return person if person and self.user_can_authenticate(person) else None

    def get_all_permissions(self, user_obj: User | AnonymousUser, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None or user_obj.is_superuser:
            return set(super().get_all_permissions(user_obj, obj))
        if not hasattr(user_obj, KNOWN):
            setattr(user_obj, KNOWN, {f"{app}.{codename}" for app, codename in permissions_of(user_obj.pk)})
        return set(getattr(user_obj, KNOWN))


@compiled
def people_with_id(pk: int) -> QuerySet[User]:
    unread = Notification.objects.filter(person=OuterRef("pk")).unread().order_by()
    count = Subquery(unread.values("person").annotate(count=Count("pk")).values("count"))
    people = User.objects.select_related("preference").annotate(unread_notifications=Coalesce(count, 0))
    return people.filter(pk=pk)


@compiled
def permissions_of(person: int) -> QuerySet[Permission, Any]:
    """App and codename of each; a permission that comes by several ways may stand there more than once."""
    of_groups = Permission.objects.filter(group__user=person).order_by().values_list(*NAMES)
    return of_groups.union(Permission.objects.filter(user=person).order_by().values_list(*NAMES), all=True)
