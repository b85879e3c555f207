"""Reports of errors to a Sentry server, where one is configured.

A report says what failed and where, as the log does: the error, the lines of code and the ids of the rows at work. No
address or body of a request, no value of a variable and no person leaves with it.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.middleware.request_ids import current as request_id
from config.secrecy.log_lines import ABOUT, without_secrets

# Of an event; Sentry's own client adds much more.
SENT = ("event_id", "timestamp", "level", "logger", "logentry", "exception", "platform", "sdk")
SENT_OF_FRAME = ("filename", "function", "module", "lineno", "in_app")
# Django logs every request for a host that is not ours as an error; strangers send as many as they like.
NOT_REPORTED = {"django.security.DisallowedHost"}
# What is logged as an error is reported.
HANDLER: dict[str, str] = {"class": "sentry_sdk.integrations.logging.EventHandler", "level": "ERROR"}


def report_errors_to(dsn: str) -> None:
    """Begin, for this process. Raises ImproperlyConfigured where that cannot be."""
    try:
        import sentry_sdk  # noqa: PLC0415 - few installations report errors
        from sentry_sdk.integrations import atexit, excepthook, threading  # noqa: PLC0415
    except ImportError:
        raise ImproperlyConfigured("SENTRY_DSN is set, and the extra sentry is not installed.") from None
    try:
        sentry_sdk.init(
            dsn=dsn,
            before_send=safe_event,
            default_integrations=False,
            # What ends a process or a thread is in no log; the first sends what waits when a process ends.
            integrations=[
                atexit.AtexitIntegration(callback=lambda *_: None),
                excepthook.ExcepthookIntegration(),
                threading.ThreadingIntegration(),
            ],
            include_local_variables=False,
            include_source_context=False,
            max_breadcrumbs=0,
        )
    except sentry_sdk.utils.BadDsn as problem:
        raise ImproperlyConfigured(f"SENTRY_DSN: {problem}.") from None


def safe_event(event: Any, _hint: Any) -> Any:
    """What is sent instead of an event; None for nothing."""
    if event.get("logger") in NOT_REPORTED:
        return None
    tags = {name: str(value) for name, value in {**ABOUT.get(), "request_id": request_id.get()}.items()}
    sent = {name: event[name] for name in SENT if name in event}
    return cleaned({**sent, "tags": tags})


def cleaned(value: Any) -> Any:
    """Without secrets in any text, and frames of a traceback without more than the place."""
    if isinstance(value, str):
        return without_secrets(value)
    if isinstance(value, list | tuple):
        return [cleaned(one) for one in value]
    if isinstance(value, dict):
        frame = {name: value[name] for name in SENT_OF_FRAME if name in value} if "lineno" in value else value
        return {name: cleaned(one) for name, one in frame.items()}
    return value
