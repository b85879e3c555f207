"""System checks: a private bucket that is open to everybody, or cannot be used. They ask the store, so they run with
`--deploy` alone."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from renders.channels.bucket.private_bucket import private_bucket_faults

HINT = "docs/deploy.md says under “Several machines” what the bucket and its key have to allow."


@register("stores", deploy=True)
def check_private_bucket(**_: Any) -> list[CheckMessage]:
    return [Error(fault, hint=HINT, id="stores.E001") for fault in private_bucket_faults()]
