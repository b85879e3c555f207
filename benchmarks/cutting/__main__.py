"""Cut out a corpus of drawn photos and compare with the truth: `python -m benchmarks.cutting [--each 3] [--side 1024]`.

Forty grounds, with products of the demo and shapes of other kinds, own shadows, glass, white on white, holes, thin
straps, JPEG 60–95. Photographs that scikit-image and scikit-learn ship are used as grounds where those are installed:
`uv run --with scikit-image --with scikit-learn python -m benchmarks.cutting`. `--out` keeps what was cut on black,
magenta and white.
"""

import argparse
import resource
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from benchmarks.cutting.corpus import corpus, packaged
from benchmarks.cutting.grounds import PLAIN
from benchmarks.cutting.measures import CutMeasures, measured
from benchmarks.cutting.photographs import Photograph
from catalog.cutting import CutPhoto, CutVerdict, Model, cut_photo, installed_model
from catalog.processes import BACKGROUND

BACKS = ("black", "magenta", "white")


@dataclass(frozen=True)
class CutResult:
    photo: Photograph
    cut: CutPhoto
    measures: CutMeasures
    seconds: float

    @property
    def is_plain(self) -> bool:
        return self.photo.ground.kind in PLAIN

    @property
    def is_accepted(self) -> bool:
        return self.cut.verdict is CutVerdict.GOOD


def main() -> None:
    options = _options()
    model = None if options.no_model else installed_model()
    bare = _bare_run(model) if model else None
    results = []
    for photo in corpus(options.side, options.each):
        if options.only and not any(word in photo.name for word in options.only):
            continue
        result = _cut(photo, model)
        results.append(result)
        if options.verbose:
            print(_line(result), flush=True)
        if options.out:
            _keep(options.out, len(results), result)
    _report(results, bare)


def _cut(photo: Photograph, model: Model | None) -> CutResult:
    began = time.process_time()
    cut = cut_photo(photo.picture, model, is_see_through=photo.subject.is_glass)
    seconds = time.process_time() - began
    return CutResult(photo, cut, measured(cut, photo), seconds)


def _bare_run(model: Model) -> float:
    """CPU seconds of the model alone, the middle of five runs after a first one."""
    picture = Image.effect_noise((1024, 1024), 60).convert("RGB")
    times = []
    for _ in range(6):
        began = time.process_time()
        model(picture)
        times.append(time.process_time() - began)
    return statistics.median(times[1:])


def _report(results: list[CutResult], bare: float | None) -> None:
    solid = [result for result in results if not result.photo.subject.is_glass]
    plain = [result for result in solid if result.is_plain and not result.photo.subject.is_white]
    white = [result for result in solid if result.is_plain and result.photo.subject.is_white]
    for title, own in (("products of the demo", True), ("pictures the studio did not draw", False)):
        _plain_lines(f"plain grounds, {title}", [each for each in plain if each.photo.subject.is_traced is own])
        _plain_lines(
            f"white products, plain grounds, {title}",
            [each for each in white if each.photo.subject.is_traced is own],
            0.97,
        )
    glass = [result.measures.soft for result in results if result.photo.subject.is_glass and result.is_plain]
    _say("glass on plain grounds: mean error of soft alpha", _mean(glass), "")
    others = [result for result in solid if not result.is_plain]
    accepted = [result.measures.iou for result in others if result.is_accepted]
    _say("other grounds: mean IoU of those accepted", _mean(accepted), "0.950 or more")
    _say("other grounds: smallest IoU of those accepted", min(accepted, default=float("nan")), "")
    eased = [result for result in solid if result.photo.ground.kind in ("wood", "gradient")]
    _say("wood and gradient: share accepted", _mean(each.is_accepted for each in eased), "0.600 or more")
    bad = [result for result in solid if result.measures.iou < 0.9]
    _say(f"of {len(bad)} worse than IoU 0.90: share accepted", _mean(each.is_accepted for each in bad), "0.020 or less")
    seconds = [result.seconds for result in results]
    _say("CPU seconds a photo, mean", _mean(seconds), "")
    if bare:
        _say(f"in runs of the model ({bare:.2f} s), mean", _mean(seconds) / bare, "3.000 or less")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _say("peak memory of this process with its corpus, MB", peak, f"a child may have {BACKGROUND.megabytes}")
    print(f"{len(results)} photos; {len(packaged())} photographs of packages among the grounds; ΔE is CIEDE2000")


def _plain_lines(title: str, results: list[CutResult], iou: float = 0.99) -> None:
    _say(f"{title} ({len(results)}): mean IoU", _mean(each.measures.iou for each in results), f"{iou:.3f} or more")
    _say("  boundary error, pixels at 1024", _mean(each.measures.boundary for each in results), "1.500 or less")
    _say("  edge on black, ΔE", _mean(each.measures.on_black for each in results), "3.000 or less")
    _say("  edge on magenta, ΔE", _mean(each.measures.on_magenta for each in results), "3.000 or less")
    _say("  accepted at once", _mean(each.is_accepted for each in results), "")


def _mean(values: Iterable[float]) -> float:
    found = [float(value) for value in values]
    return statistics.fmean(found) if found else float("nan")


def _say(what: str, value: float, limit: str) -> None:
    print(f"{what:<78} {value:8.3f}   {limit}")


def _line(result: CutResult) -> str:
    measures, why = result.measures, ", ".join(result.cut.reasons)
    edge = f"edge {measures.boundary:5.2f} px  ΔE {measures.on_black:4.1f} {measures.on_magenta:4.1f}"
    return f"IoU {measures.iou:.3f}  {edge}  {result.cut.verdict.value:<6} {result.photo.name}  {why}"


def _keep(folder: Path, number: int, result: CutResult) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    cut = result.cut.image
    sheet = Image.new("RGB", (cut.width * len(BACKS), cut.height))
    for place, back in enumerate(BACKS):
        ground = Image.new("RGBA", cut.size, back)
        sheet.paste(Image.alpha_composite(ground, cut).convert("RGB"), (place * cut.width, 0))
    sheet.save(folder / f"{number:03}.png", compress_level=1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.cutting", description="Measure cutouts of drawn photos."
    )
    parser.add_argument("--each", type=int, default=3, help="photos on each ground")
    parser.add_argument("--side", type=int, default=1024, help="side of the photos in pixels")
    parser.add_argument("--only", action="append", default=[], help="photos whose name has this word")
    parser.add_argument("--no-model", action="store_true", help="plain grounds' own way alone")
    parser.add_argument("--verbose", action="store_true", help="a line for each photo")
    parser.add_argument("--out", type=Path, help="folder for the cutouts on three grounds")
    return parser.parse_args()


if __name__ == "__main__":
    main()
