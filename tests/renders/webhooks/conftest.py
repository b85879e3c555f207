"""A receiver and an endpoint that leads to it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from renders.models import WebhookEndpoint, WebhookKind
from renders.pipeline.webhooks import endpoints
from tests.factories import make_person
from tests.simulators.webhook_receiver import WebhookReceiver, webhook_receiver


@pytest.fixture
def receiver(settings: Any) -> Iterator[WebhookReceiver]:
    with webhook_receiver() as one:
        settings.OUTBOUND_ALLOW = [one.place]
        yield one


@pytest.fixture
def add(receiver: WebhookReceiver) -> Callable[..., tuple[WebhookEndpoint, str]]:
    """Adds an endpoint that is sent everything; gives its secret too."""

    def added(**changes: Any) -> tuple[WebhookEndpoint, str]:
        said = {"address": receiver.address, "description": "Stock system", "kinds": WebhookKind.values}
        return endpoints.add(**{**said, "by": make_person(group="Admins"), **changes})

    return added


@pytest.fixture
def endpoint(add: Callable[..., tuple[WebhookEndpoint, str]]) -> WebhookEndpoint:
    return add()[0]
