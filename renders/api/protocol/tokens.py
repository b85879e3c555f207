"""Who asks: the token of a request, its scope and its rate."""

from collections.abc import Iterator, Set
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.security import HttpBearer

from config.background.database_clock import database_now
from renders.api.protocol.problems import ApiRefusal, FieldFault, invalid
from renders.models import ApiScope, ApiToken


class ApiRequest(HttpRequest):
    """A request as every address of the API gets it."""

    auth: ApiToken

    @property
    def person(self) -> User:
        return self.auth.person


class Bearer(HttpBearer):
    """Lets in a token with one scope, as often as its rate allows."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope
        # What its address takes in the query; `know_queries` sets it.
        self.query_names: frozenset[str] = frozenset()

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The token. Raises `ApiRefusal`."""
        found = ApiToken.objects.of(token.strip())
        if found is None:
            raise ApiRefusal(
                401,
                _("This token is not known, has expired or was revoked."),
                action=_("Make a new one under Settings, API tokens."),
                headers={"WWW-Authenticate": "Bearer"},
            )
        if not found.count_request():
            wait = str(found.seconds_to_wait(database_now()))
            raise ApiRefusal(
                429,
                _("This token may send %(rate)s requests a minute.") % {"rate": found.rate},
                action=_("Wait for the seconds that Retry-After names, then go on more slowly."),
                headers={"Retry-After": wait},
            )
        if self.scope not in found.scope_names:
            raise ApiRefusal(403, _("This token lacks the scope %(scope)s.") % {"scope": self.scope}, kind="no-scope")
        if not found.may(self.scope):
            label = ApiScope(self.scope).label
            raise ApiRefusal(403, _("The person of this token may not do that: %(scope)s.") % {"scope": label})
        refuse_unreadable_address(request)
        refuse_unknown_query(request, self.query_names)
        return found


def know_queries(api: NinjaAPI) -> None:
    """Let each address know which names its query may have."""
    for operation, bearer in guarded(api):
        models = [model for model in operation.models if model.__ninja_param_source__ == "query"]
        bearer.query_names = frozenset(name for model in models for name in vars(model)["__ninja_flatten_map__"])


def guarded(api: NinjaAPI) -> Iterator[tuple[Operation, Bearer]]:
    """Every operation that asks for a token, with what asks for it."""
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            for operation in view.operations:
                for bearer in operation.auth_callbacks:
                    if isinstance(bearer, Bearer):
                        yield operation, bearer


def refuse_unknown_query(request: HttpRequest, known: Set[str]) -> None:
    """A misspelt name would otherwise be passed over, and the answer be another one than was asked for."""
    if unknown := sorted(set(request.GET) - known):
        sentence = _("This address has no such parameter.")
        raise invalid([FieldFault(field=name[:60], message=sentence) for name in unknown])


def refuse_unreadable_address(request: HttpRequest) -> None:
    """NUL ends a text in Postgres, so nothing is looked up that holds one."""
    values = [request.path, *request.GET.keys(), *(each for name in request.GET for each in request.GET.getlist(name))]
    if any("\x00" in value for value in values):
        raise ApiRefusal(400, _("The address holds a NUL character."))
