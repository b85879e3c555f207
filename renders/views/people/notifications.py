"""Notifications of the signed-in person: the list, marking them as read, and the number for the badge."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from catalog.text import whole_number
from renders.models import Notification
from renders.models.notification_texts import detail_of, title_of
from renders.models.notifications import NotificationKind
from renders.views.access import PersonRequest
from renders.views.latest_first import LatestPage
from renders.views.revisions import unchanged

NOTIFICATIONS_A_PAGE = 50
UNREAD = "unread"
# The icon and tone of a decision and of an import say how it ended.
OUTCOMES = {
    "approve": ("check", "ok"),
    "reject": ("x-mark", "bad"),
    "changes": ("pencil-square", "warn"),
    "failed": ("x-mark", "bad"),
}


@dataclass(frozen=True)
class NotificationRow:
    """One notification as the page shows it."""

    notification: Notification
    address: str
    title: str
    detail: str
    icon: str
    tone: str

    @classmethod
    def of(cls, one: Notification) -> "NotificationRow":
        kind = NotificationKind(one.kind)  # type: ignore[call-arg]  # a choice has three more attributes
        icon, tone = OUTCOMES.get(one.outcome, (kind.icon, kind.tone))
        return cls(one, one.get_absolute_url(), title_of(one), detail_of(one), icon, tone)


@require_safe
def notifications(request: PersonRequest) -> HttpResponse:
    """The latest ones; `?show=unread` leaves out what was read."""
    only_unread = request.GET.get("show") == UNREAD
    found = Notification.objects.visible_to(request.user).with_subjects()
    count_visible(request.user)
    page = LatestPage.of(found.unread() if only_unread else found, request, NOTIFICATIONS_A_PAGE)
    rows = [NotificationRow.of(one) for one in page.rows]
    context = {"rows": rows, "only_unread": only_unread, **page.links}
    return TemplateResponse(request, "renders/people/notifications.html", context)


def count_visible(person: Any) -> None:
    """The badge must not count what the list cannot show: who may not see it any more need not read it."""
    if person.unread_notifications:
        mine = Notification.objects.filter(person=person)
        visible = Notification.objects.visible_to(person).order_by().values("pk")
        person.unread_notifications -= mine.exclude(pk__in=visible).read()


@require_POST
def read(request: PersonRequest) -> HttpResponse:
    """Mark one as read, or all where none is named."""
    mine = Notification.objects.of(request.user)
    if "notification" in request.POST:
        mine = mine.filter(pk=whole_number(request.POST["notification"]) or 0)
    mine.order_by().read()
    shown = f"?show={UNREAD}" if request.POST.get("show") == UNREAD else ""
    return redirect(reverse("people.notifications") + shown)


@require_safe
def unread(request: PersonRequest) -> HttpResponse:
    """How many are unread; 204 while that is what the page shows."""
    count: int = request.user.unread_notifications  # type: ignore[attr-defined]  # counted with the person's row
    if request.GET.get("seen") == str(count):
        return unchanged()
    return JsonResponse({"unread": count})
