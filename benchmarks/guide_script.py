"""The guides' way of buying pictures, in our own code: a thread a picture, a poll every 4 s, no record but the file.

`python -m benchmarks.guide_script http://127.0.0.1:9101 --renders 200 --pause 0.4 --out DIR` orders from a simulated
hiapi and prints one line of JSON: wall and CPU seconds, polls a picture, failures. It survives no crash, knows no
request limit and orders again for whoever runs it again; it shows what the same pictures take without all that.
"""

import argparse
import json
import resource
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Provider seconds after which the guides give a picture up.
DEADLINE = 180.0
USUAL_PAUSE = 4.0


@dataclass(frozen=True)
class GuideScript:
    """Where to order, how long to wait between polls (our seconds), and where the files go."""

    base_url: str
    pause: float
    out: Path

    def picture(self, name: str) -> int:
        """Order one picture, wait for it, save it. The number of polls, negative when it failed."""
        order = {"model": "flux-schnell/text-to-image", "input": {"prompt": name, "aspect_ratio": "1:1"}}
        task = self._call("/v1/tasks", order)["taskId"]
        gives_up = time.monotonic() + DEADLINE * self.pause / USUAL_PAUSE
        polls = 0
        while time.monotonic() < gives_up:
            task_data, polls = self._call(f"/v1/tasks/{task}"), polls + 1
            if task_data["status"] == "success":
                with urllib.request.urlopen(task_data["output"][0]["url"], timeout=60) as answer:  # noqa: S310
                    (self.out / f"{name}.png").write_bytes(answer.read())
                return polls
            if task_data["status"] == "fail":
                break
            time.sleep(self.pause)
        return -polls

    def _call(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Authorization": "Bearer sk-guide-script", "Content-Type": "application/json"}
        data = json.dumps(body).encode() if body else None
        request = urllib.request.Request(self.base_url + path, data, headers)  # noqa: S310 - a simulator's address
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            task_data: dict[str, Any] = json.load(answer)["data"]
        return task_data


def main() -> None:
    """Order everything, then print what it took."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("base_url")
    options.add_argument("--renders", type=int, default=200)
    options.add_argument("--threads", type=int, default=8)
    options.add_argument("--pause", type=float, default=USUAL_PAUSE)
    options.add_argument("--out", type=Path, required=True)
    asked = options.parse_args()
    script = GuideScript(asked.base_url, asked.pause, asked.out)
    began = time.time()
    with ThreadPoolExecutor(asked.threads) as threads:
        polls = list(threads.map(script.picture, (f"guide-{n}" for n in range(asked.renders))))
    used = resource.getrusage(resource.RUSAGE_SELF)
    taken = {"began": began, "ended": time.time(), "cpu": used.ru_utime + used.ru_stime}
    print(json.dumps({**taken, "polls": sum(map(abs, polls)), "failed": sum(one < 0 for one in polls)}))


if __name__ == "__main__":
    main()
