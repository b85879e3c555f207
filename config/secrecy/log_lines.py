"""Log lines: as text or as JSON, with the ids they are about, and without any secret of this installation."""

import json
import logging
import re
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from pydantic import SecretStr

from config.middleware.request_ids import current as request_id

HIDDEN = "[secret]"
# Addresses that open something for whoever has them: Django logs the path of every refused request.
KEYS_IN_ADDRESSES = re.compile(
    r"(/(?:guest|references|hooks/[^/\s]+|set-up/[^/\s]+|api/v1/banners(?:/neutral)?)/|X-Amz-Signature=)[^/\s?&\"']+"
)
# A shorter one could be an ordinary word, and every line with that word would be spoilt.
MIN_SECRET = 6
# The ids of rows that a line may be about; a log call gives them as `extra`, a worker's step by `ABOUT`.
IDS = ("step", "render", "attempt", "account", "shot_set", "publication", "provider", "task")
ABOUT: ContextVar[Mapping[str, object]] = ContextVar("about", default={})  # noqa: B039 - never changed in place


class TextFormatter(logging.Formatter):
    """Lines for people."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for programs that gather logs."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        if (current := request_id.get()) != "-":
            line["request_id"] = current
        given = {name: vars(record)[name] for name in IDS if name in vars(record)}
        line |= {name: plain(value) for name, value in {**ABOUT.get(), **given}.items()}
        if record.exc_info:
            line["error"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(line)


def plain(value: object) -> object:
    """As JSON has it: numbers stay numbers."""
    return value if isinstance(value, int) else without_secrets(str(value))


def without_secrets(text: str) -> str:
    text = KEYS_IN_ADDRESSES.sub(rf"\1{HIDDEN}", text)
    for secret in secrets():
        if secret in text:
            text = text.replace(secret, HIDDEN)
    return text


@cache
def secrets() -> tuple[str, ...]:
    """Every secret that the settings hold, the longest first: one may be a part of another."""
    found = {settings.SECRET_KEY, settings.METRICS_TOKEN.get_secret_value()}
    found.add(settings.ENVIRONMENT.sentry_dsn.get_secret_value())
    found |= {value.get_secret_value() for value in settings.CHANNEL_VARIABLES.values() if is_secret_like(value)}
    for group in settings.PROVIDER_VARIABLES.values():
        found |= {value.get_secret_value() for _, value in group if isinstance(value, SecretStr)}
    found |= set(passwords_in([settings.QUEUE_URL]))
    found.add(str(settings.DATABASES["default"].get("PASSWORD") or ""))
    for options in (each.get("OPTIONS", {}) for each in settings.STORAGES.values()):
        found |= {str(options[name]) for name in ("access_key", "secret_key") if options.get(name)}
    return tuple(sorted((one for one in found if len(one) >= MIN_SECRET), key=len, reverse=True))


def is_secret_like(value: SecretStr) -> bool:
    """Whether a channel's variable is no address: those are named in errors."""
    return not value.get_secret_value().startswith(("http://", "https://"))


def passwords_in(urls: Iterable[str]) -> Iterable[str]:
    """The passwords of these addresses, as they stand there and as they are meant."""
    for url in urls:
        if password := urlsplit(url).password:
            yield from {password, unquote(password)}
