"""hiapi's switches: one for every point on which its guides, its documentation and its blog disagree."""

from dataclasses import dataclass
from typing import Any, ClassVar

from tests.simulators.options import PICTURE_FORMATS, Options

STATUSES = {
    "documented": ("queued", "handling", "archiving", "success", "fail"),
    "walk": ("handling", "handling", "archiving", "success", "fail"),
    "guide": ("handling", "handling", "handling", "success", "fail"),
    "blog": ("pending", "processing", "processing", "succeeded", "failed"),
}


@dataclass
class HiapiOptions(Options):
    """The defaults are the documentation's side."""

    rpm: int = 60
    # documented, walk (handling, archiving), guide (handling only) or blog (pending, succeeded, failed).
    statuses: str = "documented"
    expiry: str = "seconds"  # form of expireAt: seconds, milliseconds, iso or missing
    # documented (error_code), guide (code and message; keys refused inside HTTP 200) or blog (error envelope).
    errors: str = "documented"
    callback_place: str = "top"  # top, input, or both; the wrong place meets 400 naming callback
    callback_body: str = "bare"  # bare (the task) or enveloped (the whole detail answer)
    callback_delivery: str = "repeated"
    callback_key: str = ""  # signs callbacks when set
    schemas: str = "documented"  # documented, guide or recipe (five ratios for flux-schnell)
    gpt_id: str = "both"  # which id of gpt-image-2 exists: suffixed, bare or both
    reference_field: str = ""  # the key under which flux-1.1-pro takes a reference picture; empty for none
    denied_models: str = ""  # models the plan lacks, with commas between
    list_output: bool = True  # whether rows of the list carry the output
    listing_lag: float = 0.0  # provider seconds until a new task is listed
    model_with_route: bool = False
    task_ids: str = "tk-hiapi-"

    CHOICES: ClassVar[dict[str, tuple[str, ...]]] = {
        "statuses": tuple(STATUSES),
        "expiry": ("seconds", "milliseconds", "iso", "missing"),
        "errors": ("documented", "guide", "blog"),
        "callback_place": ("top", "input", "both"),
        "callback_body": ("bare", "enveloped"),
        "callback_delivery": ("repeated", "once"),
        "schemas": ("documented", "guide", "recipe"),
        "gpt_id": ("suffixed", "bare", "both"),
        "picture_format": PICTURE_FORMATS,
    }
    DIALECTS: ClassVar[dict[str, dict[str, Any]]] = {
        "documented": {},
        "guide": {
            "statuses": "guide",
            "errors": "guide",
            "callback_place": "input",
            "callback_body": "enveloped",
            "callback_delivery": "once",
            "schemas": "guide",
            "idempotency": False,
            "rpm": 0,
            "asset_ttl": 1800.0,
        },
        "blog": {"statuses": "blog", "expiry": "iso", "errors": "blog", "schemas": "recipe", "task_ids": "task_01"},
    }
