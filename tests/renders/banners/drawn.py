"""A banner that an image model draws, and a provider that repeats every prompt wherever it can."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from renders.files import MASTERS
from renders.models import Banner, BannerPicture, Render
from renders.providers import (
    CallbackReport,
    OrderReceipt,
    Output,
    PollResult,
    ProviderError,
    ProviderOrder,
    TaskProgress,
    TaskStatus,
)
from tests.factories import (
    make_account,
    make_banner,
    make_decision,
    make_image_model,
    make_placement,
    make_render,
    make_review,
    make_shot,
    make_template,
    make_version,
)
from tests.fakes import FakeProvider, due_now, register, work
from tests.images import png

PROVIDER = "echo"
PROMPT = 'A {{color}} {{product}} on a table, and beside it a card with the words "For {{customer_name}}"'


@dataclass
class EchoingProvider(FakeProvider):
    """Errors, addresses and files of it repeat the prompt."""

    # Makes what `send` raises of the prompt.
    error: Callable[[str], Exception] | None = None
    # Makes the end of a task of the prompt.
    end: Callable[[str], TaskProgress] | None = None
    # Makes what `fetch` raises of the prompt.
    fetch_error: Callable[[str], Exception] | None = None
    prompts: list[str] = field(default_factory=list)

    def draft(self, order: ProviderOrder) -> str:
        return json.dumps({"key": order.key, "prompt": order.contract.prompt}, ensure_ascii=False)

    def send(self, draft: str, key: str) -> OrderReceipt:
        self.sent.append(key)
        self.prompts.append(json.loads(draft)["prompt"])
        if self.error:
            raise self.error(self.prompts[-1])
        return OrderReceipt(task_id=f"task-{key}")

    def poll(self, task_ids: Sequence[str], max_requests: int = 4) -> PollResult:
        end = (self.end or finished)(self.prompts[-1])
        return PollResult(progress=dict.fromkeys(task_ids, end), asked=task_ids)

    def fetch(self, output: Output, order: Callable[[], ProviderOrder]) -> bytes:
        if self.fetch_error:
            raise self.fetch_error(output.address)
        marks = PngInfo()
        marks.add_text("prompt", order().contract.prompt)
        file = BytesIO()
        Image.new("RGB", (96, 64), "#886644").save(file, "PNG", pnginfo=marks)
        return file.getvalue()

    def read_callback(self, body: bytes, headers: Mapping[str, str]) -> CallbackReport:
        return CallbackReport(task_id=json.loads(body)["task"], proven=finished(self.prompts[-1]))


def finished(prompt: str) -> TaskProgress:
    return TaskProgress(status=TaskStatus.FINISHED, outputs=[Output(f"https://cdn.example/{prompt}.png")])


def failed(prompt: str) -> TaskProgress:
    return TaskProgress(status=TaskStatus.FAILED, reason=prompt[:40], explanation=f"Not allowed: {prompt}")


def provider_error(kind: type[ProviderError], *more: Any) -> Callable[[str], ProviderError]:
    return lambda prompt: kind(f"No: {prompt}", *more)


def make_drawn_banner(*, image_model: Any = None, **overrides: Any) -> Banner:
    """A banner whose name the echoing provider draws, on an approved picture of the same placement."""
    image_model = image_model or make_image_model(provider=PROVIDER, price_micros=40_000, name="Echo")
    make_account(provider=image_model.provider)
    placement = make_placement(image_models=[image_model], aspect="16:9", min_width=640, min_height=360)
    version = make_version(make_template(placements=[placement]), is_frozen=True, prompt=PROMPT)
    data = png("#7d8a72", (640, 360))
    shot = make_shot(placement=placement)
    hero = make_render(shot, sha256=MASTERS.store(data), width=640, height=360, bytes=len(data))
    drawn = {"decision": make_decision(make_review(hero)), "version": version, "image_model": image_model}
    return make_banner(**{**drawn, **overrides})


@pytest.fixture
def echo(monkeypatch: pytest.MonkeyPatch) -> EchoingProvider:
    provider = EchoingProvider()
    register(monkeypatch, PROVIDER, provider)
    return provider


@pytest.fixture
def banner(echo: EchoingProvider, ruth: User) -> Banner:
    """One in use, drawn by that provider."""
    return make_drawn_banner(approved_by=ruth)


def run_to_the_end(rounds: int = 8) -> None:
    """Everything that waits for a later moment is due at once, a few times."""
    for _ in range(rounds):
        work()
        due_now(Render)
        due_now(BannerPicture)
    work()


def expire() -> None:
    """The time of every picture is over, and the clock comes by."""
    BannerPicture.objects.update(expires_at=timezone.now())
    BannerPicture.objects.mark_over(timezone.now())
    due_now(BannerPicture)
    work()
