"""Sets with one picture that differs: `python -m benchmarks.inspection.sets [--sets 12] [--half 1]`.

Six products on one ground, lit from one side; one of them is drawn smaller or larger, on a greyer ground, or lit from
the other side. Precision and recall count a picture as odd from 1.25 × the limit on and as usual up to 0.8 ×. One on
which what differs could not be measured is counted apart.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.goals import Goals
from benchmarks.inspection.corpus import PRODUCTS, level_ground, subject_of
from benchmarks.inspection.samples import ordered, prompt_for
from benchmarks.inspection.scenes import Scene, draw
from renders.quality import InspectionOrder, PictureAnalysis, SetPicture, measures_of, odd_ones
from renders.quality.comparing.set_consistency import FILL_LIMIT, GROUND_LIMIT

PICTURES = 6
GOAL = 0.9
# By how many times the limit one picture differs; a light from the other side is wholly another.
TIMES = (0.0, 0.5, 0.75, 1.3, 1.75)


@dataclass(frozen=True)
class OrderedSet:
    """Pictures of one look; the first one differs `times` the limit in one `way`."""

    way: str
    times: float
    scenes: Sequence[Scene]


def main() -> None:
    options, goals = _options(), Goals()
    drawn = [one for one in _sets(options.sets) if options.half is None or one.scenes[0].seed % 2 == options.half]
    found, missed, false, usual, unseen = 0, 0, 0, 0, 0
    for each in drawn:
        pictures = [_measured(at, scene, options.side) for at, scene in enumerate(each.scenes)]
        odd = {one.key for one in odd_ones(pictures)}
        if getattr(pictures[0], each.way) is None:
            unseen += 1
            continue
        false += len(odd - {0}) + (each.times <= 0.8 and 0 in odd)
        usual += len(each.scenes) - (each.times > 0.8)
        found += each.times >= 1.25 and 0 in odd
        missed += each.times >= 1.25 and 0 not in odd
        if options.verbose and ((each.times >= 1.25) != (0 in odd) or odd - {0}):
            print(f"    {each.way} {each.times:.2f} × the limit, number {each.scenes[0].seed}: {sorted(map(str, odd))}")
    precision, recall = found / max(found + false, 1), found / max(found + missed, 1)
    verdict = goals.verdict(min(precision, recall) >= GOAL)
    print(
        f"set_inconsistent: {found + missed} odd, {found} found, {unseen} not measured, {usual} usual, {false} false, "
        f"precision {precision:.3f}, recall {recall:.3f} ({GOAL})  {verdict}"
    )
    goals.exit()


def _sets(count: int) -> Iterator[OrderedSet]:
    for number in range(count):
        usual = [
            Scene(subject_of(*PRODUCTS[(number + at) % len(PRODUCTS)], 512), level_ground(252), number + 20 * at)
            for at in range(PICTURES)
        ]
        first, others = usual[0], usual[1:]
        sign = 1 if number % 3 else -1
        for times in TIMES:
            smaller = replace(first, fill=first.fill + sign * times * FILL_LIMIT / 100)
            yield OrderedSet("fill", times, [smaller, *others])
            greyer = replace(first, ground=level_ground(252 - round(times * GROUND_LIMIT)))
            yield OrderedSet("ground", times, [greyer, *others])
        yield OrderedSet("shadow", 2.0, [replace(first, light=1), *others])


def _measured(at: int, scene: Scene, side: int) -> SetPicture:
    order = ordered(prompt_for("white", fill=scene.fill), side)
    measures = measures_of(PictureAnalysis(draw(scene, side)), InspectionOrder(order))
    return SetPicture(at, measures.fill, measures.ground, measures.shadow)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.inspection.sets", description="Precision and recall of the odd one of a set."
    )
    parser.add_argument("--sets", type=int, default=12, help="looks, each with eleven changes")
    parser.add_argument("--side", type=int, default=512, help="side of the pictures in pixels")
    parser.add_argument("--half", type=int, choices=(0, 1), help="0: where limits are chosen, 1: where reported")
    parser.add_argument("--verbose", action="store_true", help="name the sets that were judged wrongly")
    return parser.parse_args()


if __name__ == "__main__":
    main()
