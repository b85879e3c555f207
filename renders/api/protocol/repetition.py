"""Idempotency-Key: the same request twice changes and buys once, and is answered the same."""

import hashlib
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import wraps
from typing import Annotated, Any

from django.db import DatabaseError, IntegrityError, transaction
from django.http import HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Header
from pydantic import BaseModel

from config.background.database_clock import database_now
from renders.api.protocol.problems import KEY_MISMATCH, ApiRefusal
from renders.api.protocol.tokens import ApiRequest
from renders.models import ApiAnswer
from renders.models.api_tokens import ANSWERS_KEPT, MAX_KEY_LENGTH

# A worker that died with a request leaves it unfinished for so long.
UNFINISHED_FOR = timedelta(minutes=2)
KEY_RULES: dict[str, Any] = {"min_length": 1, "max_length": MAX_KEY_LENGTH, "pattern": r"^[!-~]+$"}
Key = Annotated[
    str, Header(..., alias="Idempotency-Key", description=gettext_noop("Your own name for this request"), **KEY_RULES)
]
OptionalKey = Annotated[
    str | None,
    Header(None, alias="Idempotency-Key", description=gettext_noop("Your own name for this request"), **KEY_RULES),
]
REQUEST_SALT = "renders.api.request"
# A view may name another status than the usual one.
ApiView = Callable[..., BaseModel | tuple[int, BaseModel]]


def once(usual_status: int) -> Callable[[ApiView], Callable[..., HttpResponse]]:
    """Answer with this status, and a repetition under the same key with the same bytes. A refusal is not stored:
    nothing was changed, so the same key may be tried again at once. So it may after a fault of ours: what was launched
    before it is found by its `launch_token`, and not bought again."""

    def decorated(view: ApiView) -> Callable[..., HttpResponse]:
        def written(said: BaseModel | tuple[int, BaseModel]) -> tuple[str, int]:
            status, model = said if isinstance(said, tuple) else (usual_status, said)
            return model.model_dump_json(), status

        @wraps(view)
        def answered(request: ApiRequest, **values: Any) -> HttpResponse:
            key = values.get("idempotency_key")
            if key is None:
                return json_answer(*written(view(request, **values)))
            answer = begin(request, key)
            if answer.status:
                return json_answer(answer.body, answer.status, {"Idempotent-Replay": "true"})
            try:
                body, status = written(view(request, **values))
            except Exception:
                free(answer)
                raise
            ApiAnswer.objects.filter(pk=answer.pk).update(status=status, body=body)
            return json_answer(body, status)

        return answered

    return decorated


def free(answer: ApiAnswer) -> None:
    """Let the next request with this key begin anew. Where the database is gone, it waits for `UNFINISHED_FOR`; and for
    another process that took this request over meanwhile, until that one ends."""
    with suppress(DatabaseError):
        ApiAnswer.objects.filter(pk=answer.pk, status=None, begun_at=answer.begun_at).delete()


def json_answer(body: str, status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json", headers=headers)


def launch_token(request: ApiRequest, key: str | None) -> uuid.UUID:
    """Of what this request launches: the same for the same key, as long as the database knows the set. So a repetition
    buys nothing even where the answer was lost."""
    if key is None:
        return uuid.uuid4()
    return uuid.UUID(bytes=hashlib.sha256(f"{request.auth.pk}:{key}".encode()).digest()[:16])


def begin(request: ApiRequest, key: str) -> ApiAnswer:
    """The row of this key: new, or with the answer. Raises `ApiRefusal` for another request or an unfinished one."""
    digest = request_hash(request)
    own = ApiAnswer.objects.filter(token=request.auth)
    own.filter(begun_at__lt=database_now() - ANSWERS_KEPT).delete()
    try:
        with transaction.atomic():
            return ApiAnswer.objects.create(token=request.auth, key=key, request_hash=digest, begun_at=database_now())
    except IntegrityError:
        answer = own.filter(key=key).first()
    if answer is None:
        raise unfinished()
    if answer.request_hash != digest:
        raise ApiRefusal(
            422,
            _("This Idempotency-Key came with another request before."),
            kind=KEY_MISMATCH,
            action=_("Send the same request as before, or another key."),
        )
    if answer.status is None and not taken_over(answer):
        raise unfinished()
    return answer


def unfinished() -> ApiRefusal:
    return ApiRefusal(
        409,
        _("The request with this Idempotency-Key is still being worked on."),
        kind="key-processing",
        action=_("Send it again after the seconds that Retry-After names."),
        cost=_("The first request may have been charged; this one was not."),
        headers={"Retry-After": "5"},
    )


def taken_over(answer: ApiAnswer) -> bool:
    """Whether this process goes on with a request that another one left unfinished."""
    now = database_now()
    left = ApiAnswer.objects.filter(pk=answer.pk, status=None, begun_at__lt=now - UNFINISHED_FOR)
    answer.begun_at = now
    return bool(left.update(begun_at=now))


def request_hash(request: ApiRequest) -> str:
    """Over method, address and body: for forms over their fields and files, as their separator differs each time.

    Keyed, because a body may name a customer, whom nobody is to find by trying names.
    """
    found = salted_hmac(REQUEST_SALT, f"{request.method} {request.get_full_path()}\n", algorithm="sha256")
    if request.content_type == "multipart/form-data":
        for name in sorted(request.POST):
            found.update(repr((name, request.POST.getlist(name))).encode())
        for name in sorted(request.FILES):
            for file in request.FILES.getlist(name):
                found.update(repr((name, file.name, file.size)).encode())
                for chunk in file.chunks():
                    found.update(chunk)
                file.seek(0)
    else:
        found.update(request.body)
    return str(found.hexdigest())
