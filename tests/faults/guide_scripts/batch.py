"""As the guide for a catalogue says: a CSV file of sku, prompt and ratio, eight at a time, a file for each."""

import csv
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

TASKS = os.environ["API_BASE"]
HEADERS = {"Authorization": f"Bearer {os.environ['HIAPI_API_KEY']}", "Content-Type": "application/json"}
ROWS, FOLDER = Path(sys.argv[1]), Path(sys.argv[2])


def asked(address: str, body: dict | None = None) -> dict:
    """What curl prints, whatever the status is."""
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(address, data, HEADERS), timeout=60) as answer:
            return json.loads(answer.read())
    except HTTPError as error:
        with error:
            return json.loads(error.read())


def rendered(row: dict) -> str:
    wanted = {"prompt": row["prompt"], "aspect_ratio": row["aspect_ratio"]}
    made = asked(TASKS, {"model": "flux-schnell/text-to-image", "input": wanted})
    task = (made.get("data") or {}).get("taskId")
    if not task:
        return f"fail:submit:{made.get('message')}"
    ends_at = time.monotonic() + 120
    while time.monotonic() < ends_at:
        stands = asked(f"{TASKS}/{task}").get("data") or {}
        if stands.get("status") == "fail":
            return f"fail:model:{stands.get('error', {}).get('code')}"
        if stands.get("status") == "success":
            with urlopen(stands["output"][0]["url"], timeout=60) as picture:
                (FOLDER / f"{row['sku']}.jpg").write_bytes(picture.read())
            return "ok"
        time.sleep(0.7)
    return "fail:timeout"


def main() -> None:
    FOLDER.mkdir()
    with ROWS.open() as file:
        rows = list(csv.DictReader(file))
    with ThreadPoolExecutor(max_workers=8) as pool:
        for row, outcome in zip(rows, pool.map(rendered, rows), strict=True):
            print(f"{row['sku']}: {outcome}")  # noqa: T201 - a script says how it went


main()
