"""Status: whether work is being done, and what stands in its way."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from renders.models.renders import State
from renders.views import backlog
from renders.views.access import sees_work


@require_safe
@sees_work
def status(request: HttpRequest) -> HttpResponse:
    """Worker, queue and accounts as the rows show them."""
    now = timezone.now()
    due = backlog.due_rows(now)
    context = {
        "due": due,
        "late": max(seconds for _, _, seconds in due) > backlog.LATE_SECONDS,
        "oldest": max(due, key=lambda row: row[2]),
        "messages_waiting": backlog.messages_waiting(),
        "accounts": [(account, account.takes_orders(now)) for account in backlog.accounts_at_work()],
        "states": [(name, label, count) for (name, label), count in labelled(backlog.renders_by_state())],
        "now": now,
    }
    return TemplateResponse(request, "renders/status.html", context)


def labelled(counts: dict[str, int]) -> list[tuple[tuple[str, str], int]]:
    """States that hold renders, with their words."""
    return [(choice, counts[choice[0]]) for choice in State.choices if counts[choice[0]]]
