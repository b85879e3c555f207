"""Goal 25: the pictures of a grid as a browser loads them, beside the masters they are made of.

The studio draws the candidates. A grid names each picture in two widths; the wider one is counted, so no screen loads
more. What a browser has once it may not ask for again: the header says so.
"""

import re

import httpx

from benchmarks.at_work.goal_lines import GoalLines
from tests.faults.vendor_installation import VendorInstallation

SHARE = 1 / 30
PICTURE = re.compile(r'(/renditions/[^"\s]+|/[^"\s]*thumb-640[^"\s]*) 640w')
DRAWN = """
FROM renders_render JOIN renders_shot ON renders_shot.id = renders_render.shot_id
JOIN renders_account ON renders_account.id = renders_render.account_id
WHERE renders_account.provider = 'lightbox' AND renders_render.state = 'ready'
"""


def measure_pictures(installation: VendorInstallation, browser: httpx.Client, lines: GoalLines) -> None:
    """Load the pictures of each grid that the studio has drawn."""
    codes = [str(code) for (code,) in installation.query(f"SELECT DISTINCT renders_shot.code {DRAWN}")]
    [(masters, count)] = installation.query(f"SELECT sum(renders_render.bytes), count(*) {DRAWN}")
    addresses = [found for code in codes for found in PICTURE.findall(page(browser, f"/shots/{code}/"))]
    if len(addresses) != int(str(count)):
        raise RuntimeError(f"The grids name {len(addresses)} pictures, and there are {count}.")
    answers = [browser.get(address) for address in addresses]
    loaded = sum(len(answer.raise_for_status().content) for answer in answers)
    kinds = {answer.headers["content-type"] for answer in answers}
    size = int(str(masters))
    lines.note(f"{count} pictures: {loaded / 1e6:.2f} MB of {', '.join(sorted(kinds))}, masters {size / 1e6:.1f} MB")
    lines.at_most(25, "bytes of the grids' pictures ÷ of their masters", loaded / size, round(SHARE, 4))
    asked_again = [answer for answer in answers if not is_kept_for_good(answer)]
    lines.at_most(25, "pictures that a browser asks for again on return", len(asked_again), 0)
    etag = answers[0].headers["etag"]
    again = browser.get(addresses[0], headers={"If-None-Match": etag})
    lines.note(f"one that asks all the same, with the ETag, gets {again.status_code}, {len(again.content):,} bytes")


def page(browser: httpx.Client, address: str) -> str:
    return browser.get(address).raise_for_status().text


def is_kept_for_good(answer: httpx.Response) -> bool:
    """Whether a browser has no reason to ask again for a year."""
    cached = answer.headers.get("cache-control", "")
    return "immutable" in cached and "max-age=31536000" in cached
