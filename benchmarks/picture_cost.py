"""What one arriving picture costs, side by side with the article's way of doing it, and with the bare calls.

    python -m benchmarks.picture_cost [--edge 1024] [--rounds 15]

The article decodes and re-encodes every picture to WebP quality 88, method 6, with no thumbnails and no
inspection. Packshot keeps the master as delivered, makes two thumbnails and inspects; the WebP is made
once, when an approved picture is published. The bare calls of Pillow and numpy do as much: hash, decode once, two
thumbnails, and the figures of three simple checks on the larger one. All run in turns on the same bytes; CPU time is
compared. The exit status is 1 when one takes more than twice the time of the bare calls.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from io import BytesIO

import numpy as np
from PIL import Image, ImageFilter

from benchmarks.goals import Goals
from catalog.pictures import decode, sha256
from renders.contracts import GenerationContract
from renders.finishing import thumbnails
from renders.quality import InspectionOrder, inspect

# Of the bare calls' time.
LEAN_GOAL = 2.0
PROMPT = "mug, centered single subject filling about 60% of frame, seamless white cyclorama background"


def main() -> None:
    """Print the CPU time of both, and the ratio, for a PNG and a JPEG of the same picture."""
    parser = argparse.ArgumentParser(description="CPU time of one arriving picture")
    parser.add_argument("--edge", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    order, goals = InspectionOrder(_contract(arguments.edge)), Goals()
    for format in ("PNG", "JPEG"):
        data = _picture(arguments.edge, format)
        article, bare, packshot = _side_by_side(
            arguments.rounds,
            lambda data=data: _article(data),
            lambda data=data: _bare(data),
            lambda data=data: _packshot(data, order),
        )
        print(
            f"{arguments.edge} x {arguments.edge} {format:4} {len(data) // 1024:5} KiB   article {article:6.1f} ms   "
            f"decode + thumbnails + inspection {packshot:6.1f} ms   ratio {packshot / article:.2f}"
        )
        verdict = goals.verdict(packshot <= LEAN_GOAL * bare)
        print(
            f"    bare calls   {bare:6.1f} ms   from bytes to ready {packshot / bare:.2f} × ({LEAN_GOAL:g})   {verdict}"
        )
        for name, cost in _parts(data, order, arguments.rounds).items():
            print(f"    {name:12} {cost:6.1f} ms")
    goals.exit()


def _article(data: bytes) -> None:
    Image.open(BytesIO(data)).convert("RGB").save(BytesIO(), "WEBP", quality=88, method=6)


def _bare(data: bytes) -> None:
    """Thumbnails of 512 and 256 pixels; the white of the border, where edges lie, and light, on the larger one."""
    sha256(data)
    large = Image.open(BytesIO(data)).convert("RGB").resize((512, 512), Image.Resampling.LANCZOS)
    for thumbnail in (large, large.resize((256, 256), Image.Resampling.LANCZOS)):
        thumbnail.save(BytesIO(), "WEBP", quality=80, method=4)
    grey = np.asarray(large.convert("L"))
    np.percentile(np.concatenate([grey[:8], grey[-8:]]), 2)
    ((grey[:, 1:] - grey[:, :-1]) > 10).any(axis=0)
    grey.mean()


def _packshot(data: bytes, order: InspectionOrder) -> None:
    sha256(data)
    image = decode(data).image
    thumbnails(image)
    inspect(image, order)


def _parts(data: bytes, order: InspectionOrder, rounds: int) -> dict[str, float]:
    image = decode(data).image
    parts: dict[str, Callable[[], object]] = {
        "sha256": lambda: sha256(data),
        "decode": lambda: decode(data),
        "thumbnails": lambda: thumbnails(image),
        "inspection": lambda: inspect(image, order),
    }
    return {name: statistics.median(_cost(part) for _ in range(rounds)) for name, part in parts.items()}


def _side_by_side(rounds: int, *ways: Callable[[], object]) -> list[float]:
    """Medians in milliseconds of CPU; in turns, so that a busy machine slows all alike."""
    costs = [[_cost(way) for way in ways] for _ in range(rounds + 2)][2:]
    return [statistics.median(each) for each in zip(*costs, strict=True)]


def _cost(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def _picture(edge: int, format: str) -> bytes:
    """A shaded body on white with a soft shadow and a little sensor noise, as of a camera or model."""
    random = np.random.default_rng(1)
    down, across = np.mgrid[0:edge, 0:edge] / edge
    body = Image.fromarray((((abs(across - 0.5) < 0.24) & (abs(down - 0.5) < 0.3)) * 255).astype(np.uint8))
    body = body.filter(ImageFilter.GaussianBlur(0.6))
    light = 0.6 + 0.4 * np.cos((across - 0.42) * 4)
    glaze = Image.fromarray((np.array((217, 199, 171)) * light[..., None]).clip(0, 255).astype(np.uint8))
    shadow = 255 - 60 * np.exp(-(((down - 0.81) / 0.02) ** 2) - ((across - 0.55) / 0.2) ** 2)
    ground = Image.fromarray(shadow.astype(np.uint8)).convert("RGB")
    picture = np.asarray(Image.composite(glaze, ground, body)).astype(float)
    noisy = (picture + random.normal(0, 1, picture.shape)).clip(0, 255).astype(np.uint8)
    buffer = BytesIO()
    Image.fromarray(noisy).save(buffer, format, **({"quality": 92} if format == "JPEG" else {}))
    return buffer.getvalue()


def _contract(edge: int) -> GenerationContract:
    return GenerationContract(
        sku="mug-beige-01",
        product="Coffee mug",
        colorway={"name": "Beige", "words": "soft beige glaze"},
        variant="beige",
        placement="pdp-main",
        aspect="1:1",
        template="packshot",
        version=1,
        prompt_digest="0" * 64,
        prompt=PROMPT,
        provider="lightbox",
        model="lightbox-1",
        parameters={"long_edge": edge},
        style="realistic",
    )


if __name__ == "__main__":
    main()
