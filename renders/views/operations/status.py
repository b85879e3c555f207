"""Status: whether work is being done, and what stands in its way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.models import SchemaNotice
from catalog.times import clock
from config.background.database_clock import database_now
from config.background.work import Work
from config.permissions import CHANGE_IMAGE_MODELS, LIFT_PAUSES, MANAGE_WEBHOOKS, RUN_RETENTION, VIEW_WORK, needs
from renders import providers
from renders.backups.installation import installation
from renders.channels import certificate
from renders.composing.obstacles import Cause, Obstacle, PauseOfModel, model_paused, obstacles_of
from renders.models import Account, ModelPause, Restore, RetentionRun, Tally, WebhookEndpoint
from renders.models.renders import State
from renders.pipeline.fetching.spooled import waiting_pictures
from renders.views.access import PersonRequest
from renders.views.monitoring import backlog


@dataclass(frozen=True)
class AccountStatus:
    """An account with the chip of its state."""

    account: Account
    takes_orders: bool
    label: str
    icon: str
    tone: str = ""
    # Whether a time is known from which it may send again.
    is_waiting: bool = False

    @property
    def next_order(self) -> str:
        """When the next order is sent."""
        if self.takes_orders:
            return _("when there is one")
        at = self.account.next_request_at() if self.is_waiting else None
        return _("not before %(at)s") % {"at": clock(at)} if at else _("none")


@require_safe
@needs(VIEW_WORK)
def status(request: PersonRequest) -> HttpResponse:
    now = database_now()
    due = backlog.due_rows(now)
    counts, accounts = backlog.renders_by_state(Tally.objects.counts()), backlog.accounts_at_work()
    context = {
        "due": backlog.by_kind(due),
        "late": late_works(due),
        "messages_waiting": backlog.messages_waiting(),
        "accounts": [account_status(account, now) for account in accounts],
        "schema_notices": schema_notices(request),
        "obstacles": obstacles_at_work(accounts, ModelPause.objects.in_force()),
        "states": [(state, label, counts[state]) for state, label in State.choices if counts[state]],
        "signing": certificate.status(),
        "waiting_pictures": waiting_pictures(),
        "restore": Restore.objects.in_force().first(),
        "webhooks": stopped_webhooks(request),
        "installation": installation(now) if request.user.has_perm(LIFT_PAUSES) else None,
        "retention": retention_state() if request.user.has_perm(RUN_RETENTION) else None,
        "now": now,
    }
    return TemplateResponse(request, "renders/operations/status.html", context)


@require_POST
@needs(LIFT_PAUSES)
def try_again(request: PersonRequest, pk: int) -> HttpResponse:
    """Order again from an image model that an account was refused."""
    pause = get_object_or_404(ModelPause.objects.select_related("account", "image_model"), pk=pk)
    if ModelPause.objects.filter(pk=pk).lift(by=request.user):
        messages.success(request, _("%(pause)s is tried again. Its waiting renders go out now.") % {"pause": pause})
    else:
        messages.info(request, _("%(pause)s was tried again already. Nothing was changed.") % {"pause": pause})
    return redirect("operations.status")


@require_POST
@needs(LIFT_PAUSES)
def lift(request: PersonRequest) -> HttpResponse:
    """Let orders go out again after a backup was restored."""
    if Restore.lift(by=request.user):
        messages.success(request, _("Orders go out again. Sets that were paused stay so until somebody resumes them."))
    elif Restore.objects.in_force().exists():
        messages.error(
            request, _("Nothing was changed: the providers were not asked yet. Run manage.py reconcile first.")
        )
    else:
        messages.info(request, _("Orders were not held. Nothing was changed."))
    return redirect("operations.status")


@dataclass(frozen=True)
class LateWork:
    """Steps of one kind that nobody does, or of both, and for how long the oldest has waited."""

    seconds: float
    sentence: str
    command: str


def late_works(due: Sequence[backlog.DueRows]) -> list[LateWork]:
    """What nobody does; empty when all is picked up."""
    seconds = {work: late for work in Work if (late := backlog.late_seconds(due, work))}
    if len(seconds) == len(Work):
        return [LateWork(max(seconds.values()), _("No worker does anything."), "manage.py worker")]
    sentences = {
        Work.NETWORK: _("No worker sends orders to providers, publishes, or sends mail and webhooks."),
        Work.IMAGES: _("No worker fetches, draws, inspects or cuts out pictures, or imports products."),
    }
    return [LateWork(each, sentences[work], f"manage.py worker --work {work}") for work, each in seconds.items()]


def stopped_webhooks(request: PersonRequest) -> list[WebhookEndpoint]:
    """Endpoints that Packshot paused, for those who can do something about it."""
    return list(WebhookEndpoint.objects.stopped()) if request.user.has_perm(MANAGE_WEBHOOKS) else []


def retention_state() -> dict[str, Any]:
    """Whether old things go by themselves, and the last run."""
    return {"run": RetentionRun.objects.filter(is_dry_run=False).first(), "nightly": settings.RETENTION.nightly}


def schema_notices(request: PersonRequest) -> list[SchemaNotice]:
    """Where vendors list other values than our rows, for those who can change the rows."""
    return list(SchemaNotice.objects.open()) if request.user.has_perm(CHANGE_IMAGE_MODELS) else []


def obstacles_at_work(accounts: Sequence[Account], model_pauses: Iterable[ModelPause]) -> list[Obstacle]:
    """What keeps orders waiting, whoever waits. An account that nobody uses says it in its row."""
    at_work = [account for account in accounts if account.paused_reason or vars(account)["ahead"]]
    found = [obstacle for account in at_work for obstacle in obstacles_of(account, None, None)]
    paused = [(pause, PauseOfModel(pause.pk, pause.paused_at, pause.explanation)) for pause in model_pauses]
    found += [model_paused(pause.account, pause.image_model, fields) for pause, fields in paused]
    return [obstacle for obstacle in found if obstacle.cause != Cause.NO_WORKER]


def account_status(account: Account, now: datetime) -> AccountStatus:
    takes_orders = account.takes_orders(now)
    if not account.is_enabled:
        return AccountStatus(account, takes_orders, _("Off"), "no-symbol")
    if account.provider not in providers.REGISTRY or providers.missing_keys(account.provider):
        return AccountStatus(account, False, _("No key"), "key", "bad" if vars(account).get("ahead") else "")
    if account.paused_reason:
        return AccountStatus(account, takes_orders, _("Paused"), "pause", "bad", is_waiting=True)
    if takes_orders:
        return AccountStatus(account, takes_orders, _("Takes orders"), "check", "ok")
    return AccountStatus(account, takes_orders, _("Waits"), "clock", "warn", is_waiting=True)
