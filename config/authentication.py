"""Who somebody is and what they may do, in one query: a page asks for a dozen permissions. It counts their unread
notifications too, for the badge that every page has."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.db.models import Count, Func, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Concat

from config.caching.compiled_queries import compiled
from renders.models import Notification

KNOWN = "_permission_names"


class OneQueryBackend(ModelBackend):
    """Django's own rules; it reads a person, permissions of groups and those of the person itself apart."""

    def get_user(self, user_id: int) -> User | None:
        """With what the person set for themselves, what they may do, and `unread_notifications`."""
        person = next(iter(people_with_id(user_id)), None)
        if person is None or not self.user_can_authenticate(person):
            return None
        remember_permissions(person)
        return person

    def get_all_permissions(self, user_obj: User | AnonymousUser, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None or user_obj.is_superuser:
            return set(super().get_all_permissions(user_obj, obj))
        if not hasattr(user_obj, KNOWN):
            remember_permissions(user_obj)
        return set(getattr(user_obj, KNOWN))


class SpaceSeparated(Func):
    """The texts of all rows as one; NULL where there is none."""

    function = "string_agg"
    template = "%(function)s(%(expressions)s, ' ')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="group_concat", **context)


@compiled
def people_with_id(pk: int) -> QuerySet[User]:
    unread = Notification.objects.filter(person=OuterRef("pk")).unread().order_by()
    count = Subquery(unread.values("person").annotate(count=Count("pk")).values("count"))
    people = User.objects.select_related("preference").annotate(
        unread_notifications=Coalesce(count, 0),
        permissions_of_groups=joined_names(Permission.objects.filter(group__user=OuterRef("pk"))),
        own_permissions=joined_names(Permission.objects.filter(user=OuterRef("pk"))),
    )
    return people.filter(pk=pk)


def joined_names(permissions: QuerySet[Permission]) -> Subquery:
    """App and codename of each; one that comes by several groups may stand there more than once."""
    name = Concat("content_type__app_label", Value("."), "codename")
    return Subquery(permissions.order_by().values(names=SpaceSeparated(name)))


def remember_permissions(person: Any) -> None:
    """Reads them where the person does not come from `people_with_id`. Who is deleted has none."""
    row: Any = person if hasattr(person, "own_permissions") else next(iter(people_with_id(person.pk)), None)
    texts = [row.permissions_of_groups, row.own_permissions] if row else []
    setattr(person, KNOWN, {name for text in texts for name in (text or "").split()})
