"""An outbound connection with prepared answers, and orders to send through it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from renders.contracts import GenerationContract
from renders.outbound import Answer, OutboundError
from renders.providers import ModelSpec, ProviderOrder
from tests.factories import digest_of
from tests.shipped import BY_SLUG

KEY = "0f" * 16


@dataclass(frozen=True)
class SentRequest:
    """One request that would have left."""

    method: str
    path: str
    body: Any
    headers: Mapping[str, str]
    # Seconds it may take.
    timeout: float


@dataclass
class Scripted:
    """In place of `Outbound`: gives the answers in turn, and the files by address."""

    answers: list[Answer | OutboundError] = field(default_factory=list)
    files: dict[str, bytes | OutboundError] = field(default_factory=dict)
    requests: list[SentRequest] = field(default_factory=list)
    fetch_timeouts: list[float] = field(default_factory=list)

    def call(
        self,
        method: str,
        path: str,
        *,
        body: str | None = None,
        headers: Mapping[str, str] = {},
        timeout: float,
        **_: Any,
    ):
        self.requests.append(SentRequest(method, path, json.loads(body) if body else None, headers, timeout))
        return answered(self.answers.pop(0))

    def fetch(self, url: str, *, timeout: float, **_: Any) -> bytes:
        self.fetch_timeouts.append(timeout)
        return answered(self.files[url])


def answered(answer: Any) -> Any:
    """The answer, or the fault instead of one."""
    if isinstance(answer, Exception):
        raise answer
    return answer


def answer(document: Any = None, status: int = 200, **headers: str) -> Answer:
    """A JSON answer; `Retry_After="7"` is the header Retry-After. Bytes are sent as they are."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def spec(slug: str) -> ModelSpec:
    """A shipped model as adapters get it."""
    names = ("endpoint", "name", "input_schema", "size_names", "abilities", "reference_pictures")
    return ModelSpec(**{name: BY_SLUG[slug].get(name, {}) for name in names})


def order(
    slug: str,
    *,
    seeds: tuple[int, ...] = (7,),
    callback_url: str = "",
    references: Sequence[str] = (),
    **changes: Any,
) -> ProviderOrder:
    """An order for one of the shipped models, with a reference of the product at each of these addresses."""
    contract = contract_for(slug, **(referring(len(references)) if references else {}), **changes)
    return ProviderOrder(
        contract=contract,
        spec=spec(slug),
        seeds=seeds,
        key=KEY,
        read_artwork=lambda _: b"",
        callback_url=callback_url,
        references=references,
    )


def referring(count: int = 1, role: str = "product") -> dict[str, Any]:
    """The fields of a contract with so many references."""
    pictures = [{"role": role, "source": "artwork", "sha256": digest_of(number)} for number in range(count)]
    return {"contract_version": 2, "references": pictures}


def contract_for(slug: str, **changes: Any) -> GenerationContract:
    """A contract for one of the shipped models, with these fields otherwise."""
    fields = {
        "sku": "mug-beige-01",
        "product": "coffee mug",
        "colorway": {"name": "Beige", "words": "soft beige glaze", "swatch": None},
        "variant": "Beige",
        "placement": "pdp-main",
        "aspect": "1:1",
        "template": "packshot",
        "version": 1,
        "prompt_digest": digest_of("words"),
        "prompt": "One mug",
        "provider": BY_SLUG[slug]["provider"],
        "model": slug,
        "parameters": {},
        "style": "realistic",
    }
    return GenerationContract.from_payload({**fields, **changes})
