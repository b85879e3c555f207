"""How fast somebody judges by keyboard: from a key to the next picture on screen, in a real Chromium.

`python -m benchmarks.culling [--reviews 60]` starts web and worker in a folder of its own, with as many reviews of
pictures of 2048 x 2048, and decides them: approved with one key, every fifth one rejected with three. A key is pressed
once what comes next is preloaded, as it is while somebody looks. It prints median and p95 in milliseconds beside the
bare swap of one preloaded picture in the same window, until the server had said that a decision is saved too, the keys
that were pressed, and how often the focus was on `<body>`.
"""

import argparse
import json
import re
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.faults.installation import RunningInstallation
from tests.needs import CHROMIUM, needs

READY = re.compile(r"Packshot is ready:  (http://\S+)/")
REJECTED_EACH, START_SECONDS = 5, 400
ROWS = """
import json
from io import BytesIO
import numpy as np
from django.test import Client
from PIL import Image
from renders.files import MASTERS
from tests.factories import make_person, make_render, make_review, make_shot
size = 2048
side = size // 4
for number in range(REVIEWS):
    data = BytesIO()
    pixels = np.random.default_rng(number).integers(90, 200, (side, side, 3), dtype=np.uint8)
    Image.fromarray(pixels).resize((size, size)).save(data, "JPEG", quality=80)
    facts = {"media_type": "image/jpeg", "width": size, "height": size, "bytes": len(data.getvalue())}
    make_review(make_render(make_shot(), sha256=MASTERS.store(data.getvalue()), **facts))
ruth = make_person("ruth", group="Reviewers")
client = Client()
client.force_login(ruth)
print(json.dumps([[name, morsel.value] for name, morsel in client.cookies.items()]))
"""
# Milliseconds from the key to the frame after the picture that was not on screen before is decoded.
WATCH = """
() => new Promise((done) => {
  const pictures = () => [...document.querySelectorAll(".stage__frame img")];
  const shown = () => pictures().find((one) => one.checkVisibility());
  const before = shown().currentSrc;
  let pressed = null;
  addEventListener("keydown", () => { pressed = performance.now(); }, { capture: true });
  const look = async () => {
    const picture = shown();
    const isOver = document.querySelector("#review") === null || !picture;
    if (isOver || (picture.currentSrc && picture.currentSrc !== before && picture.complete)) {
      if (picture) await picture.decode();
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - pressed)));
    } else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})
"""
SWAP = """
async () => {
  const shown = document.querySelector(".stage__frame img");
  const next = [...document.querySelectorAll("#review > img[hidden]")].at(-1);
  const address = next.currentSrc;
  await next.decode();
  const old = shown.src;
  const begun = performance.now();
  shown.src = address;
  await shown.decode();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const took = performance.now() - begun;
  shown.src = old;
  await shown.decode();
  return took;
}
"""
# Milliseconds from the key to the page that the server answered with.
SAVED = """
() => new Promise((done) => {
  let pressed = null;
  addEventListener("keydown", () => { pressed = performance.now(); }, { capture: true });
  const finished = () => document.querySelector("#review:not([data-leads-on])") && done(performance.now() - pressed);
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "review") finished(); });
})
"""
PRELOADED = """
document.querySelector("#review[data-next-is-here], #review:not(:has(> img[hidden]))")
  && [...document.querySelectorAll("#review > img[hidden], .stage__frame img")].every((one) => one.complete)
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--reviews", type=int, default=60)
    reviews = options.parse_args().reviews
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        installation = RunningInstallation(Path(folder))
        try:
            installation.start("up", "--port", "0")
            address = said(Path(folder) / "log", READY)
            printed = installation.manage("shell", "-v", "0", "-c", ROWS.replace("REVIEWS", str(reviews)))
            browser = playwright.chromium.launch(
                executable_path=needs(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
            )
            context = browser.new_context(base_url=address, bypass_csp=True, viewport={"width": 1280, "height": 900})
            cookies = json.loads(printed.splitlines()[-1])
            context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies])
            report(*judge(context.new_page(), reviews))
            browser.close()
        finally:
            installation.close()


def said(log: Path, words: re.Pattern[str]) -> str:
    deadline = time.monotonic() + START_SECONDS
    while not (found := words.search(log.read_text() if log.exists() else "")):
        if time.monotonic() > deadline:
            raise TimeoutError(log.read_text())
        time.sleep(0.1)
    return found[1]


def judge(page: Page, reviews: int) -> tuple[dict[str, list[float]], int, int]:
    """Milliseconds of each step by what was timed, the keys pressed, and how often nothing had the focus."""
    page.goto("/review/")
    page.keyboard.press("Enter")
    page.wait_for_selector(".stage__frame img")
    steps, swaps, saved, keys, lost = [], [], [], 0, 0
    for number in range(1, reviews):
        page.wait_for_function(PRELOADED)
        swaps.append(page.evaluate(SWAP))
        page.evaluate(f"(window.saved = ({SAVED})(), 0)")
        page.evaluate(f"(window.step = ({WATCH})(), 0)")
        wanted: Any = ("x", "5", "Enter") if number % REJECTED_EACH == 0 else ("a",)
        for key in wanted:
            page.keyboard.press(key)
        keys += len(wanted)
        steps.append(page.evaluate("window.step"))
        lost += page.evaluate("document.activeElement === document.body")
        saved.append(page.evaluate("window.saved"))
        lost += page.evaluate("document.activeElement === document.body")
    return {"key to next picture": steps, "bare swap": swaps, "until it is saved": saved}, keys, lost


def report(times: dict[str, list[float]], keys: int, lost: int) -> None:
    for name, taken in times.items():
        p95 = statistics.quantiles(taken, n=20)[-1]
        print(f"{name:20} median {statistics.median(taken):6.0f} ms   p95 {p95:6.0f} ms")
    print(f"{len(taken)} pictures judged with {keys} keys; the focus was lost {lost} times")


if __name__ == "__main__":
    main()
