"""Inspect a corpus of drawn faults and clean studio pictures: `python -m benchmarks.inspection [--each 4] [--half 1]`.

Products of the demo and shapes that the studio never drew, on white, paper, grey, gradients and wood, each with one
fault by a known amount. Precision and recall of each check count a picture as faulty from 1.25 × the limit and as good
up to 0.8 ×. Limits are chosen on `--half 0` and reported on `--half 1`. `--each 2 --seeds 1` is quick; `--only halo`
draws the pictures of one fault; `--verbose` names every picture that was judged wrongly. The exit status is
1 when a line misses its goal.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.goals import Goals
from benchmarks.inspection.corpus import corpus, studio
from benchmarks.inspection.samples import Sample
from benchmarks.inspection.scores import LIMITS, Judged, Score, score
from catalog.pictures import Undecodable, decode
from renders.quality import CheckFinding, InspectionOrder, Severity, inspect
from renders.quality.picture_analysis import SMALL_EDGE

CLEAN_GOAL = 0.02
FAULTS = (Severity.WARNING, Severity.BLOCKING)


def main() -> None:
    options, goals = _options(), Goals()
    drawn = [
        _judged(sample, options.out) for sample in corpus(options.side, options.each, tuple(options.only), options.half)
    ]
    made = (
        []
        if options.only
        else [_judged(sample, options.out) for sample in studio(options.side, options.seeds, options.half)]
    )
    print(
        f"{'check':<26} {'limit':>6} {'faulty':>7} {'found':>6} {'unseen':>7} {'good':>6} {'false':>6} "
        f"{'precision':>10} {'recall':>7}"
    )
    for code in LIMITS:
        _row(score(code, drawn + made), goals, options.verbose)
    clean = [each for each in drawn if each.sample.family == "clean"]
    _clean("drawn pictures without a fault", clean, goals, options.verbose)
    _clean("clean pictures of the studio", made, goals, options.verbose)
    goals.exit()


def _judged(sample: Sample, folder: Path | None) -> Judged:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        sample.picture.save(folder / f"{sample.name.replace('/', '-')}.png", compress_level=1)
    if sample.file is None:
        return Judged(sample, inspect(sample.picture, _order(sample)))
    try:
        decoded = decode(sample.file, allow_damage=True)
    except Undecodable:
        return Judged(sample, [_damage()])
    findings = inspect(decoded.image, _order(sample))
    return Judged(sample, [*findings, _damage()] if decoded.is_damaged else findings)


def _order(sample: Sample) -> InspectionOrder:
    """Beside artwork, an approved picture that shows the product on white."""
    if sample.artwork is None:
        return InspectionOrder(sample.order, sample.siblings)
    cutout = sample.artwork.resize((SMALL_EDGE, SMALL_EDGE))
    approved = Image.new("RGB", (SMALL_EDGE, SMALL_EDGE), "white")
    approved.paste(cutout, mask=cutout.getchannel("A"))
    return InspectionOrder(sample.order, sample.siblings, artwork=np.asarray(cutout), approved=np.asarray(approved))


def _damage() -> CheckFinding:
    """Found while decoding, before any check."""
    return CheckFinding("damaged", Severity.BLOCKING, "", 1, 0, "files")


def _row(result: Score, goals: Goals, is_verbose: bool) -> None:
    faulty = len(result.found) + len(result.missed)
    if not faulty and not result.false:
        return
    print(
        f"{result.code:<26} {LIMITS[result.code]:>6g} {faulty:>7} {len(result.found):>6} {result.unseen:>7} "
        f"{result.negatives:>6} {len(result.false):>6} {result.precision:>10.3f} {result.recall:>7.3f}  "
        + goals.verdict(result.holds)
    )
    if is_verbose:
        for title, wrong in (("missed", result.missed), ("false", result.false)):
            for each in wrong:
                said = [found for found in each.findings if found.check == result.code]
                print(f"    {title}: {each.sample.name} {[found.measure for found in said] or ''}")


def _clean(title: str, judged: Sequence[Judged], goals: Goals, is_verbose: bool) -> None:
    if not judged:
        return
    marked = [each for each in judged if any(found.severity in FAULTS for found in each.findings)]
    share = len(marked) / len(judged)
    verdict = goals.verdict(share <= CLEAN_GOAL)
    print(f"{title}: {share:.1%} of {len(judged)} with a finding, {CLEAN_GOAL:.0%} or less  {verdict}")
    named = Counter(found.check for each in marked for found in each.findings if found.severity in FAULTS)
    print("  " + (", ".join(f"{code} {count}" for code, count in named.most_common()) or "none"))
    if is_verbose:
        for each in marked:
            print(f"    {each.sample.name}: {sorted(each.codes)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.inspection", description="Precision and recall of every check of inspection."
    )
    parser.add_argument("--each", type=int, default=8, help="pictures of each fault")
    parser.add_argument("--seeds", type=int, default=4, help="studio pictures of each product and ground")
    parser.add_argument("--side", type=int, default=512, help="side of the pictures in pixels")
    parser.add_argument(
        "--half", type=int, choices=(0, 1), help="0: where limits are chosen, 1: where they are reported"
    )
    parser.add_argument("--only", action="append", default=[], help="faults whose family or code has this word")
    parser.add_argument("--verbose", action="store_true", help="name the pictures that were judged wrongly")
    parser.add_argument("--out", type=Path, help="folder for the pictures")
    return parser.parse_args()


if __name__ == "__main__":
    main()
