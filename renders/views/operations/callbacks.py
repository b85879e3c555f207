"""Callbacks of vendors. A callback is stored and answered. It makes the account poll now, or resolves a doubt."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from catalog.text import whole_number
from config.background.database_clock import database_now
from renders import providers
from renders.models import Attempt, Callback
from renders.models.callbacks import MAX_BYTES_OF_CALLBACK, MAX_CALLBACKS
from renders.models.renders import State
from renders.pipeline import tasks
from renders.providers import CallbackReport
from renders.schedule import Enqueue


@csrf_exempt
@login_not_required
@require_POST
def callbacks(request: HttpRequest, provider: str, token: str) -> HttpResponse:
    """One message at an attempt's own address; 404 for an address that is not one of ours."""
    attempt = Attempt.by_token(token)
    if attempt is None or attempt.account.provider != provider:
        raise Http404
    announced = whole_number(request.headers.get("Content-Length") or "0", maximum=MAX_BYTES_OF_CALLBACK)
    if announced is None or len(request.body) > MAX_BYTES_OF_CALLBACK:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    report = providers.named(provider).read_callback(request.body, request.headers)
    if (report.task_id or report.proven) and attempt.callbacks.count() < MAX_CALLBACKS:
        store(attempt, request, report)
    else:
        ignore(attempt)
    return HttpResponse(status=HTTPStatus.ACCEPTED)


def ignore(attempt: Attempt) -> None:
    """Count a message that says nothing or comes too often; the first one makes the account poll, as any would."""
    with transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(callbacks_ignored=F("callbacks_ignored") + 1)
        if Attempt.objects.filter(pk=attempt.pk, reported_at=None).update(reported_at=database_now()):
            attempt.account.make_due()
            tasks.enqueue_on_commit(Enqueue("drive", (attempt.account_id,)))


def store(attempt: Attempt, request: HttpRequest, report: CallbackReport) -> None:
    """Store the message and have the account poll now; an attempt in doubt is resolved by it."""
    # What a vendor says of a banner's order may repeat its prompt. It is asked again.
    is_private = attempt.shot.is_for_customer
    headers = {name: value for name, value in request.headers.items() if name.lower().startswith("x-")}
    with transaction.atomic():
        Callback.objects.create(
            attempt=attempt,
            body=b"" if is_private else request.body,
            headers={} if is_private else headers,
            task_id=report.task_id[:128],
            is_proven=report.proven is not None and not is_private,
        )
        Attempt.objects.filter(pk=attempt.pk, reported_at=None).update(reported_at=database_now())
        attempt.account.make_due()
        # Due in their rows, so that the clock finds them when the message is lost.
        in_doubt = attempt.renders.filter(state=State.IN_DOUBT).update(due_at=database_now())
    step = Enqueue("resolve", (attempt.pk,)) if in_doubt else Enqueue("drive", (attempt.account_id,))
    tasks.enqueue_on_commit(step)
