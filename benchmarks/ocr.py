"""Read the labels of the studio's pictures: `python -m benchmarks.ocr [--size 1024]`.

Each label is read as it was drawn, on several grounds, turned, and with one wrong character in each of its texts.
Prints what is read, what is found, the processor's seconds, and at the end the memory that reading took.
"""

import argparse
import resource
import time
from collections.abc import Iterator
from dataclasses import replace

from PIL import Image

from benchmarks.labels import place_of
from benchmarks.studio import GROUNDS, piece
from renders.finishing.labels import put_on
from renders.quality.text.check import check
from renders.quality.text.reader import installed_reader
from renders.quality.text.reading import read_lines
from renders.studio import draw, read_brief
from tools.artwork.labels import LABELS, draw_label

WRONG = {
    "bottle": (("玫魂精华水", "Rose Essence Water"), ("玫瑰精华水", "Rose Essense Water")),
    "canister": (("龙并", "Longjing Green Tea"), ("龙井", "Longjing Green Tee")),
}
SEED = 7


def studio_picture(product: str, ground: str, texts: tuple[str, str], side: int) -> Image.Image:
    """The product with these texts on its label."""
    view = "three-quarter" if ground == "three-quarter" else "front"
    what = piece(product, view)
    label = LABELS[product]
    if texts != (label.title, label.subtitle):
        print_ = draw_label(replace(label, title=texts[0], subtitle=texts[1]), None)
        alpha = what.cutout.getchannel("A")
        box = alpha.point(lambda level: 255 if level > 127 else 0).getbbox()
        worn = put_on(what.cutout.convert("RGB"), print_, place_of(product, view).on(box))
        worn.putalpha(alpha)
        what = replace(what, cutout=worn)
    return draw(read_brief(GROUNDS[ground]), what.cutout, what.mask, "#9caf94", (side, side), SEED)


def cases() -> Iterator[tuple[str, str, tuple[str, str], float]]:
    for product in WRONG:
        right = LABELS[product].title, LABELS[product].subtitle
        for ground in ("white", "oak", "marble", "dark", "three-quarter"):
            yield product, ground, right, 0
        yield product, "white", right, 12
        for wrong in WRONG[product]:
            yield product, "white", wrong, 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=1024, help="side of the pictures in pixels")
    options = parser.parse_args()
    reader = installed_reader()
    if reader is None:
        raise SystemExit("Text is read with the extra `ocr` only: uv sync --extra ocr")
    failed = 0
    for product, ground, texts, angle in cases():
        picture = studio_picture(product, ground, texts, options.size)
        picture = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white")
        began = time.process_time()
        lines = read_lines(picture, reader)
        took = time.process_time() - began
        ordered = LABELS[product].title, LABELS[product].subtitle
        findings = list(check(lines, ordered))
        is_right = len(findings) == sum(text != wanted for text, wanted in zip(texts, ordered, strict=True))
        failed += not is_right
        name = f"{product}, {ground}" + (f", turned by {angle}°" if angle else "")
        print(f"{'ok ' if is_right else 'BAD'} {name:30} {took:4.1f} s  " + " | ".join(line.text for line in lines))
        for finding in findings:
            print(f"      {finding.check}: {finding.message}")
    print(f"{failed} wrong; at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB in all")


if __name__ == "__main__":
    main()
