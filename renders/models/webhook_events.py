"""The events of webhooks: the one place that writes deliveries, in the transaction of the change.

The data of an event are ids, codes, names of things and the address of a page. There is never a prompt, a reason that
somebody wrote, a person, the address of a file, or anything that opens something.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from config.background.database_clock import database_now
from renders.models.webhooks import TEST_KIND, WebhookDelivery, WebhookEndpoint, WebhookKind


def listeners(kind: str) -> list[WebhookEndpoint]:
    """The endpoints that listen to this: a query of a table with few rows, and none that says "all"."""
    return [endpoint for endpoint in WebhookEndpoint.objects.staying() if kind in endpoint.kind_names]


def announce(kind: WebhookKind, at: datetime | None = None, *, rows: list[Any], **facts: object) -> None:
    """Owe every endpoint that asked for it this event about these rows."""
    announce_each(kind, [(at or database_now(), rows)], **facts)


def announce_each(kind: WebhookKind, happened: Sequence[tuple[datetime, list[Any]]], **facts: object) -> None:
    """Owe every endpoint that asked for it an event for each of these moments and rows."""
    if endpoints := listeners(kind):
        bodies = [body_of(kind, at, {**data_of(rows), **facts}) for at, rows in happened]
        deliveries = (new_delivery(endpoint, kind, body) for body in bodies for endpoint in endpoints)
        WebhookDelivery.objects.bulk_create(deliveries)


def send_test(endpoint: WebhookEndpoint) -> WebhookDelivery:
    """An event about the endpoint itself."""
    body = body_of(TEST_KIND, database_now(), {"endpoint": {"id": endpoint.pk, "page": page_of(endpoint)}})
    delivery = new_delivery(endpoint, TEST_KIND, body)
    delivery.save()
    return delivery


def new_delivery(endpoint: WebhookEndpoint, kind: str, body: str) -> WebhookDelivery:
    now = database_now()
    moments = {"made_at": now, "queued_at": now, "next_try_at": now, "due_at": now}
    return WebhookDelivery(endpoint_id=endpoint.pk, kind=kind, body=body, **moments)


def body_of(kind: str, at: datetime, data: dict[str, object]) -> str:
    moment = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"type": str(kind), "timestamp": moment, "data": data}, ensure_ascii=False)


def data_of(rows: list[Any]) -> dict[str, object]:
    """The data of these rows. Rows of other kinds are left out."""
    parts = [(model_name(row), row) for row in rows if row is not None]
    return {PARTS[name][0]: PARTS[name][1](row) for name, row in parts if name in PARTS}


def model_name(row: models.Model) -> str:
    return str(row._meta.model_name)


def page_of(row: Any) -> str:
    """The address of a row's page; only its path where Packshot does not know its own address."""
    return f"{settings.PUBLIC_BASE_URL}{row.get_absolute_url()}"


def page_named(name: str) -> str:
    return f"{settings.PUBLIC_BASE_URL}{reverse(name)}"


def set_part(row: Any) -> dict[str, object]:
    return {"code": row.code, "title": row.title, "kind": row.kind, "page": page_of(row)}


def shot_part(row: Any) -> dict[str, object]:
    facts = {"sku": row.colorway.sku, "product": row.colorway.product.code, "placement": row.placement.slug}
    return {"code": row.code, **facts, "page": page_of(row)}


def picture_part(row: Any) -> dict[str, object]:
    return {"id": row.pk, "number": row.number, "page": page_of(row)}


def review_part(row: Any) -> dict[str, object]:
    return {"id": row.pk, "round": row.round, "page": page_of(row)}


def decision_part(row: Any) -> dict[str, object]:
    return {"id": row.pk, "verdict": row.verdict, "reason": row.reason}


def publication_part(row: Any) -> dict[str, object]:
    channel = {"slug": row.channel.slug, "kind": row.channel.kind}
    return {"id": row.pk, "channel": channel, "place": row.gallery_slot, "page": page_of(row)}


def import_part(row: Any) -> dict[str, object]:
    counts = {"new": row.new_count, "changed": row.changed_count, "unchanged": row.same_count}
    return {"id": row.pk, "file": row.file_name, **counts, "page": page_of(row)}


def plan_part(row: Any) -> dict[str, object]:
    return {"id": row.pk, "title": row.title, "page": page_of(row)}


def budget_part(row: Any) -> dict[str, object]:
    used = {"cap_micros": row.cap_micros, "used_micros": row.reserved_micros + row.spent_micros}
    return {"id": row.pk, "name": row.name, "period": row.period, **used, "page": page_named("operations.budget")}


def account_part(row: Any) -> dict[str, object]:
    return {"id": row.pk, "provider": row.provider, "name": row.name, "page": page_named("operations.status")}


# By the name of the model, which this module cannot import: the name in the data, and its part of the data.
PARTS: dict[str, tuple[str, Callable[[Any], dict[str, object]]]] = {
    "shotset": ("set", set_part),
    "shot": ("shot", shot_part),
    "render": ("picture", picture_part),
    "review": ("review", review_part),
    "decision": ("decision", decision_part),
    "publication": ("publication", publication_part),
    "productimport": ("import", import_part),
    "productionplan": ("production_plan", plan_part),
    "budget": ("budget", budget_part),
    "account": ("account", account_part),
}
