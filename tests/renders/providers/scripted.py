"""A way out that answers what a test tells it, and orders to send through it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog import presets
from renders.contracts import GenerationContract
from renders.outbound import Answer, OutboundError
from renders.providers import ModelSpec, Order
from tests.factories import digest_of

KEY = "0f" * 16
ROWS = {row["slug"]: row for row in presets.ROWS}


@dataclass(frozen=True)
class Call:
    """One request that would have left."""

    method: str
    path: str
    body: Any
    headers: Mapping[str, str]


@dataclass
class Scripted:
    """Stands for `Outbound`: gives the answers in turn, and the files by address."""

    answers: list[Answer | OutboundError] = field(default_factory=list)
    files: dict[str, bytes | OutboundError] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    def call(self, method: str, path: str, *, body: str | None = None, headers: Mapping[str, str] = {}, **_: Any):
        self.calls.append(Call(method, path, json.loads(body) if body else None, headers))
        return given(self.answers.pop(0))

    def fetch(self, url: str, **_: Any) -> bytes:
        return given(self.files[url])


def given(answer: Any) -> Any:
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
    return ModelSpec(
        **{name: ROWS[slug][name] for name in ("endpoint", "name", "input_schema", "size_words", "abilities")}
    )


def order(slug: str, *, seeds: tuple[int, ...] = (7,), callback_url: str = "", **changes: Any) -> Order:
    """An order for one of the shipped models."""
    contract, key = contract_for(slug, **changes), KEY
    return Order(
        contract=contract, spec=spec(slug), seeds=seeds, key=key, read_artwork=lambda _: b"", callback_url=callback_url
    )


def contract_for(slug: str, **changes: Any) -> GenerationContract:
    """A contract for one of the shipped models, with these fields otherwise."""
    facts = {
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
        "provider": ROWS[slug]["provider"],
        "model": slug,
        "parameters": {},
        "style": "realistic",
    }
    return GenerationContract.from_payload({**facts, **changes})
