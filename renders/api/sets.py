"""Shot sets: quoted, launched and read. Launching goes the way of the compose page, with its rules and budgets."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Path, Router
from pydantic import BaseModel, Field

from catalog.money import dollars
from catalog.text import MAX_INTEGER, tidy
from renders.api.orders import SetOrder, plan_of
from renders.api.protocol.lists import DEFAULT_LIMIT, Before, Limit, found_or_404, keyset
from renders.api.protocol.problems import ApiRefusal, FieldFault
from renders.api.protocol.repetition import Key, OptionalKey, launch_token, once
from renders.api.protocol.tokens import ApiRequest, Bearer
from renders.composing import SetPlan, find_launched, launch
from renders.models import ApiScope, Render, ShotSet
from renders.models.money import reserved_micros_of, spent_micros_of

router = Router(tags=[gettext_noop("Shot sets")])
SetCode = Annotated[
    str, Path(..., max_length=20, pattern=r"^S-[0-9]+$", description=gettext_noop("For example S-1042"))
]


class LaunchOrder(SetOrder):
    """A shot set to launch."""

    maximum_micros: Annotated[int, Field(ge=0, le=MAX_INTEGER)] | None = Field(
        None, description=gettext_noop("Launch only where the price is no more than this; micro-dollars")
    )


class QuoteLine(BaseModel):
    placement: str
    template: str
    version: int
    model: str
    shots: int
    renders: int
    price_micros: int


class SetQuoteOut(BaseModel):
    """What an order would cost. 1000000 micros are one dollar."""

    shots: int
    renders: int
    price_micros: int
    worst_case_micros: int = Field(description=gettext_noop("What a launch sets aside, with retries"))
    is_approximate: bool
    budget: str
    budget_left_micros: int | None
    min_seconds: int
    max_seconds: int
    lines: list[QuoteLine]
    problems: list[FieldFault] = Field(description=gettext_noop("Why it cannot be launched; empty when it can"))


class ShotSetAbout(BaseModel):
    """What a list and the set itself say of it."""

    code: str
    kind: str
    title: str
    launched_by: str
    launched_at: datetime
    stopped_at: datetime | None
    paused_at: datetime | None
    starts_at: datetime | None


class ShotSetOut(ShotSetAbout):
    note: str
    shots: int
    states: dict[str, int] = Field(description=gettext_noop("How many renders are in each state"))
    reserved_micros: int
    spent_micros: int


class ShotSetLine(ShotSetAbout):
    id: int


class ShotSetPage(BaseModel):
    items: list[ShotSetLine]
    next: str | None


@router.post(
    "/quote",
    response=SetQuoteOut,
    auth=Bearer(ApiScope.LAUNCH),
    summary=gettext_noop("Price, time and problems of an order; nothing is ordered"),
)
@once(200)
def quote_set(request: ApiRequest, payload: SetOrder, idempotency_key: OptionalKey = None) -> SetQuoteOut:
    return quote_out(plan_of(payload, request.auth.person))


@router.post("", response={201: ShotSetOut}, auth=Bearer(ApiScope.LAUNCH), summary=gettext_noop("Launch a shot set"))
@once(201)
def launch_set(request: ApiRequest, payload: LaunchOrder, idempotency_key: Key) -> ShotSetOut:
    by, token = request.auth.person, launch_token(request, idempotency_key)
    planned = plan_of(payload, by)
    if launched := find_launched(planned.plans, token, by):
        return set_out(launched)
    price = planned.quote.total_micros
    if payload.maximum_micros is not None and price > payload.maximum_micros:
        raise ApiRefusal(
            409,
            _("It costs $%(price)s, more than you allow. Nothing was ordered.") % {"price": dollars(price)},
            kind="dearer",
            action=_("Quote it again, and allow what it costs now."),
        )
    title, note = tidy(payload.title), tidy(payload.note)
    return set_out(launch(*planned.plans, by=by, token=token, title=title, note=note))


@router.get("", response=ShotSetPage, auth=Bearer(ApiScope.READ_SETS), summary=gettext_noop("List shot sets"))
def list_sets(request: HttpRequest, before: Before = None, limit: Limit = DEFAULT_LIMIT) -> Any:
    return keyset(ShotSet.objects.select_related("launched_by"), request.path, before, limit, set_lines)


@router.get("/{code}", response=ShotSetOut, auth=Bearer(ApiScope.READ_SETS), summary=gettext_noop("Read a shot set"))
def read_set(request: HttpRequest, code: SetCode) -> Any:
    return set_out(set_or_404(code))


def set_or_404(code: str) -> ShotSet:
    missing = _("There is no shot set %(code)s.") % {"code": code}
    return found_or_404(ShotSet.objects.filter(code=code).select_related("launched_by"), missing)


def quote_out(planned: SetPlan) -> SetQuoteOut:
    quote, estimate = planned.quote, planned.estimate
    problems = [FieldFault(field=one.field, message=one.message) for one in planned.problems]
    if quote.missing_micros:
        short = _("%(budget)s has too little left: $%(short)s are missing.")
        message = short % {"budget": quote.budget_name, "short": dollars(quote.missing_micros)}
        problems.append(FieldFault(field="budget", message=message))
    return SetQuoteOut(
        shots=quote.shots,
        renders=quote.renders,
        price_micros=quote.total_micros,
        worst_case_micros=quote.worst_case_micros,
        is_approximate=quote.is_approximate,
        budget=quote.budget_name,
        budget_left_micros=quote.budget_left_micros,
        min_seconds=estimate.min_seconds,
        max_seconds=estimate.max_seconds,
        lines=[
            QuoteLine(
                placement=each.placement.slug if each.placement else "",
                template=each.version.template.slug if each.version else "",
                version=each.version.number if each.version else 0,
                model=each.image_model.slug if each.image_model else "",
                shots=each.quote.shots,
                renders=each.quote.renders,
                price_micros=each.quote.total_micros,
            )
            for each in planned.plans
        ],
        problems=problems,
    )


def set_out(shot_set: ShotSet) -> ShotSetOut:
    ordered = Render.objects.from_orders().filter(shot_set=shot_set).order_by()
    return ShotSetOut(
        **about(shot_set),
        note=shot_set.note,
        shots=shot_set.shots.filter(cells_of=None).count(),
        states=dict(ordered.values_list("state").annotate(count=Count("pk"))),
        reserved_micros=reserved_micros_of(shot_set),
        spent_micros=spent_micros_of(shot_set),
    )


def set_lines(found: Sequence[ShotSet]) -> list[ShotSetLine]:
    return [ShotSetLine(id=one.pk, **about(one)) for one in found]


def about(shot_set: ShotSet) -> dict[str, Any]:
    """The fields of `ShotSetAbout`."""
    return {
        "code": str(shot_set.code),
        "kind": shot_set.kind,
        "title": shot_set.title,
        "launched_by": shot_set.launched_by.get_username(),
        "launched_at": shot_set.launched_at,
        "stopped_at": shot_set.stopped_at,
        "paused_at": shot_set.paused_at,
        "starts_at": shot_set.starts_at,
    }
