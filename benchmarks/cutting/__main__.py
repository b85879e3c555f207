"""Cut out a corpus of drawn photos and compare with the truth: `python -m benchmarks.cutting [--each 3] [--side 1024]`.

Forty grounds, with products of the demo and shapes of other kinds, own shadows, glass, white on white, holes, thin
straps, JPEG 60–95. Photographs that scikit-image and scikit-learn ship are used as grounds where those are installed:
`uv run --with scikit-image --with scikit-learn python -m benchmarks.cutting`. `--out` keeps what was cut on black,
magenta and white. The exit status is 1 when a figure misses its limit.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from benchmarks.cutting.child_memory import largest_child
from benchmarks.cutting.corpus import corpus, packaged
from benchmarks.cutting.measures import CutMeasures, measured
from benchmarks.cutting.photographs import Photograph
from benchmarks.drawn.grounds import PLAIN
from benchmarks.goals import Goals
from catalog.cutting import CutPhoto, CutVerdict, Model, cut_photo, installed_model
from catalog.processes import BACKGROUND

BACKS = ("black", "magenta", "white")


@dataclass(frozen=True)
class CutResult:
    photo: Photograph
    cut: CutPhoto
    measures: CutMeasures
    seconds: float
    bare: float

    @property
    def is_plain(self) -> bool:
        return self.photo.ground.kind in PLAIN

    @property
    def is_accepted(self) -> bool:
        return self.cut.verdict is CutVerdict.GOOD


def main() -> None:
    options, goals = _options(), Goals()
    model = None if options.no_model else installed_model()
    if model:
        _bare_run(model)  # the first takes longer
    results = []
    for photo in corpus(options.side, options.each, options.half):
        if options.only and not any(word in photo.name for word in options.only):
            continue
        result = _cut(photo, model)
        results.append(result)
        if options.verbose:
            print(_line(result), flush=True)
        if options.out:
            _keep(options.out, len(results), result)
    _report(results, goals)
    if options.table:
        _by_kind([result for result in results if not result.photo.subject.is_glass])
    goals.exit()


def _cut(photo: Photograph, model: Model | None) -> CutResult:
    bare = _bare_run(model) if model else 0.0
    began = time.process_time()
    cut = cut_photo(photo.picture, model, is_see_through=photo.subject.is_glass)
    seconds = time.process_time() - began
    return CutResult(photo, cut, measured(cut, photo), seconds, bare)


def _bare_run(model: Model) -> float:
    """CPU seconds of the model alone, beside each photo: what else a machine does slows both."""
    picture = Image.effect_noise((1024, 1024), 60).convert("RGB")
    began = time.process_time()
    model(picture)
    return time.process_time() - began


def _report(results: list[CutResult], goals: Goals) -> None:
    solid = [result for result in results if not result.photo.subject.is_glass]
    plain = [result for result in solid if result.is_plain and not result.photo.subject.is_white]
    white = [result for result in solid if result.is_plain and result.photo.subject.is_white]
    for title, own in (("products of the demo", True), ("pictures the studio did not draw", False)):
        _plain_lines(goals, f"plain grounds, {title}", [each for each in plain if each.photo.subject.is_traced is own])
        _plain_lines(
            goals,
            f"white products, plain grounds, {title}",
            [each for each in white if each.photo.subject.is_traced is own],
            0.97,
        )
    glass = [result.measures.soft for result in results if result.photo.subject.is_glass and result.is_plain]
    _say(goals, "glass on plain grounds: mean error of soft alpha", _mean(glass))
    others = [result for result in solid if not result.is_plain]
    accepted = [result.measures.iou for result in others if result.is_accepted]
    _say(goals, "other grounds: mean IoU of those accepted", _mean(accepted), at_least=0.95)
    _say(goals, "other grounds: smallest IoU of those accepted", min(accepted, default=float("nan")))
    eased = [result for result in solid if result.photo.ground.kind in ("wood", "gradient")]
    _say(goals, "wood and gradient: share accepted", _mean(each.is_accepted for each in eased), at_least=0.6)
    bad = [result for result in solid if result.measures.iou < 0.9]
    _say(
        goals,
        f"of {len(bad)} worse than IoU 0.90: share accepted",
        _mean(each.is_accepted for each in bad),
        at_most=0.02,
    )
    seconds = [result.seconds for result in results]
    _say(goals, "CPU seconds a photo, mean", _mean(seconds))
    bare = _mean(result.bare for result in results)
    if bare:
        _say(goals, f"in bare runs of the model ({bare:.2f} s), mean", _mean(seconds) / bare, at_most=3)
    of_each_kind = {result.photo.ground.kind: result.photo.picture for result in results}
    peak = largest_child(of_each_kind.values())
    _say(goals, f"peak of a child that cuts {len(of_each_kind)} of them, MiB", peak, at_most=BACKGROUND.megabytes)
    print(f"{len(results)} photos; {len(packaged())} photographs of packages among the grounds; ΔE is CIEDE2000")


def _by_kind(results: list[CutResult]) -> None:
    """The same measures by ground, subject, shadow and JPEG quality: what pulls a mean down."""
    kinds: dict[str, Callable[[CutResult], str]] = {
        "ground": lambda result: result.photo.ground.kind,
        "subject": lambda result: result.photo.subject.name,
        "shadow": lambda result: result.photo.shadow,
        "JPEG": lambda result: f"{result.photo.quality // 10 * 10} to {result.photo.quality // 10 * 10 + 9}",
    }
    for kind, name_of in kinds.items():
        print(f"\n{kind:<30} {'photos':>6} {'IoU':>6} {'edge px':>8} {'ΔE black':>9} {'magenta':>8} {'accepted':>9}")
        for name in sorted({name_of(result) for result in results}):
            of_kind = [result for result in results if name_of(result) == name]
            measures = [result.measures for result in of_kind]
            print(
                f"{name:<30} {len(of_kind):>6} {_mean(each.iou for each in measures):6.3f} "
                f"{_mean(each.boundary for each in measures):8.2f} {_mean(each.on_black for each in measures):9.2f} "
                f"{_mean(each.on_magenta for each in measures):8.2f} {_mean(each.is_accepted for each in of_kind):9.2f}"
            )


def _plain_lines(goals: Goals, title: str, results: list[CutResult], iou: float = 0.99) -> None:
    _say(goals, f"{title} ({len(results)}): mean IoU", _mean(each.measures.iou for each in results), at_least=iou)
    _say(goals, "  boundary error, pixels at 1024", _mean(each.measures.boundary for each in results), at_most=1.5)
    _say(goals, "  edge on black, ΔE", _mean(each.measures.on_black for each in results), at_most=3)
    _say(goals, "  edge on magenta, ΔE", _mean(each.measures.on_magenta for each in results), at_most=3)
    _say(goals, "  accepted at once", _mean(each.is_accepted for each in results))


def _mean(values: Iterable[float]) -> float:
    found = [float(value) for value in values]
    return statistics.fmean(found) if found else float("nan")


def _say(goals: Goals, what: str, value: float, *, at_least: float | None = None, at_most: float | None = None) -> None:
    """One figure with its limit, and whether that holds; what was not measured holds nothing."""
    limit, holds = "", True
    if at_least is not None:
        limit, holds = f"{at_least:.3f} or more", value >= at_least
    if at_most is not None:
        limit, holds = f"{at_most:.3f} or less", value <= at_most
    print(f"{what:<78} {value:8.3f}   {limit:<15} {goals.verdict(holds) if limit else ''}".rstrip())


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
    parser.add_argument(
        "--half",
        type=int,
        choices=(1, 2),
        help="every other photo: limits are chosen on one half, reported on the other",
    )
    parser.add_argument("--only", action="append", default=[], help="photos whose name has this word")
    parser.add_argument("--no-model", action="store_true", help="plain grounds' own way alone")
    parser.add_argument(
        "--table", action="store_true", help="means by ground, subject, shadow and JPEG quality as well"
    )
    parser.add_argument("--verbose", action="store_true", help="a line for each photo")
    parser.add_argument("--out", type=Path, help="folder for the cutouts on three grounds")
    return parser.parse_args()


if __name__ == "__main__":
    main()
