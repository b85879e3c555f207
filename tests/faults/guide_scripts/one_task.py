"""As the recipe for one picture says: create a task, ask every few seconds, download. Ours in every line."""

import json
import os
import sys
import time
from urllib.request import Request, urlopen

TASKS = os.environ["API_BASE"]
HEADERS = {"Authorization": f"Bearer {os.environ['HIAPI_API_KEY']}", "Content-Type": "application/json"}


def asked(address: str, body: dict | None = None) -> dict:
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(address, data, HEADERS), timeout=60) as answer:
        found = json.loads(answer.read())
    if found.get("error"):
        sys.exit(f"refused: {found['error']['code']}")
    return found["data"]


def main() -> None:
    wanted = {"prompt": "a calico cat on a window sill", "aspect_ratio": "1:1", "resolution": "1K"}
    task = asked(TASKS, {"model": "gpt-image-2/text-to-image", "input": wanted})["taskId"]
    ends_at = time.monotonic() + 120
    while time.monotonic() < ends_at:
        stands = asked(f"{TASKS}/{task}")
        if stands["status"] == "fail":
            sys.exit(f"failed: {stands['error']['code']}")
        if stands["status"] == "success":
            # The address is open to whoever has it: no token goes along.
            with urlopen(stands["output"][0]["url"], timeout=60) as picture, open(sys.argv[1], "wb") as file:
                file.write(picture.read())
            return
        time.sleep(0.3)
    sys.exit("timeout")


main()
