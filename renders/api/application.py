"""The API as a whole: its nouns, its errors and its OpenAPI document."""

from typing import Any

from ninja import NinjaAPI

from renders.api import banners, imports, pictures, products, publications, sets, tasks
from renders.api.protocol.bodies import StrictParser
from renders.api.protocol.problems import ApiProblem, answer_problems
from renders.api.protocol.tokens import know_queries
from renders.contracts import READABLE_VERSIONS

PREFIX = "/api/v1/"
DESCRIPTION = (
    "What Packshot's pages do, for programs. Send a token as `Authorization: Bearer …`; it has scopes, a rate and an "
    "end, and does no more than its person may. Every POST takes an `Idempotency-Key`: the same request under the same "
    "key changes and buys once, and is answered the same for a day. Lists begin with the newest and name their `next` "
    "page. Every error is `application/problem+json` with what happened, what it cost and what to do; programs read "
    "its `type`. Money is in micro-dollars: 1000000 is one dollar. The generation contract has JSON Schemas: "
) + ", ".join(f"`/contracts/v{number}.json`" for number in READABLE_VERSIONS)

api = NinjaAPI(
    title="Packshot",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    parser=StrictParser(),
    urls_namespace="api",
)
api.add_router("/products", products.router)
api.add_router("/sets", sets.router)
api.add_router("", pictures.router)
api.add_router("/publications", publications.router)
api.add_router("/banners", banners.router)
api.add_router("/imports", imports.router)
api.add_router("/tasks", tasks.router)
answer_problems(api)
know_queries(api)


def document() -> dict[str, Any]:
    """OpenAPI 3.1, with every error as a problem."""
    found: dict[str, Any] = api.get_openapi_schema(path_prefix=PREFIX.lstrip("/"))
    problem = ApiProblem.model_json_schema(ref_template="#/components/schemas/{model}")
    found["components"]["schemas"] |= {**problem.pop("$defs"), "ApiProblem": problem}
    refused = {
        "description": "Refused: nothing was changed, nothing was charged",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ApiProblem"}}},
    }
    for methods in found["paths"].values():
        for operation in methods.values():
            operation["responses"]["4XX"] = refused
    return found
