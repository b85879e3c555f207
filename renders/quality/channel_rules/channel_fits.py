"""Which channels a picture fits, by its measures and the rules that each channel publishes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil, floor

from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.quality.channel_rules.measures import ChannelMeasures
from renders.quality.check_finding import Severity


class Confidence(StrEnum):
    """How sure the source of a rule set is. By rules of low confidence nothing is blocked."""

    GOOD = "good"
    LOW = "low"


class Outcome(StrEnum):
    FITS = "fits"
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True)
class Bound:
    """The least or the most that a measure may be."""

    measure: str
    severity: Severity
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True)
class ChannelRules:
    """What one channel asks of a picture; `ratios` are those it takes, none for any."""

    code: str
    name: str
    source: str
    checked_on: date
    confidence: Confidence
    bounds: tuple[Bound, ...]
    ratios: tuple[str, ...] = ()
    ratio_tolerance: float = 3.0


@dataclass(frozen=True)
class ChannelFit:
    """Whether a picture may go to a channel, with what it lacks, and what could not be judged, as sentences.

    `missed` are the bounds behind what it lacks, besides a ratio that is not taken.
    """

    rules: ChannelRules
    outcome: Outcome
    lacks: tuple[str, ...]
    not_judged: tuple[str, ...]
    missed: tuple[Bound, ...] = ()
    has_wrong_ratio: bool = False


# Each with its name in the sentence about it; a measure is a property of `ChannelMeasures`.
SENTENCES: Mapping[str, tuple[str, str]] = {
    "long_edge": (
        gettext_noop("The longer side has %(measure)s px; at least %(limit)s px are needed."),
        gettext_noop("The longer side has %(measure)s px; at most %(limit)s px are taken."),
    ),
    "short_edge": (
        gettext_noop("The shorter side has %(measure)s px; at least %(limit)s px are needed."),
        gettext_noop("The shorter side has %(measure)s px; at most %(limit)s px are taken."),
    ),
    "width": (
        gettext_noop("It is %(measure)s px wide; at least %(limit)s px are needed."),
        gettext_noop("It is %(measure)s px wide; at most %(limit)s px are taken."),
    ),
    "megapixels": (
        gettext_noop("It has %(measure)s megapixels; at least %(limit)s are needed."),
        gettext_noop("It has %(measure)s megapixels; at most %(limit)s are taken."),
    ),
    "fill": (
        gettext_noop("The product fills %(measure)s%% of the frame; at least %(limit)s%% is needed."),
        gettext_noop("The product fills %(measure)s%% of the frame; at most %(limit)s%% is wanted."),
    ),
    "ground": (
        gettext_noop("The ground has level %(measure)s at its darkest; level %(limit)s is needed."),
        gettext_noop("The ground has level %(measure)s at its darkest; at most level %(limit)s is wanted."),
    ),
}
NOT_JUDGED = {
    "fill": gettext_noop("How much of the frame the product fills could not be judged on this ground."),
    "ground": gettext_noop("How white the ground is could not be judged."),
}


def channel_fits(measures: ChannelMeasures, channels: Iterable[ChannelRules]) -> list[ChannelFit]:
    return [_fit(measures, rules) for rules in channels]


def _fit(measures: ChannelMeasures, rules: ChannelRules) -> ChannelFit:
    missed, unseen, bounds = [], [], []
    for bound in rules.bounds:
        value = getattr(measures, bound.measure)
        if value is None:
            unseen.append(_(NOT_JUDGED[bound.measure]))
        else:
            lacks = [(bound.severity, sentence) for sentence in _missed(bound, value)]
            missed += lacks
            bounds += [bound] if lacks else []
    wrong_ratio = [(Severity.BLOCKING, sentence) for sentence in _wrong_ratio(measures, rules)]
    missed += wrong_ratio
    is_blocked = any(severity is Severity.BLOCKING for severity, _sentence in missed)
    if is_blocked and rules.confidence is not Confidence.LOW:
        outcome = Outcome.BLOCK
    else:
        outcome = Outcome.WARN if missed or unseen else Outcome.FITS
    sentences = tuple(sentence for _severity, sentence in missed)
    return ChannelFit(rules, outcome, sentences, tuple(unseen), tuple(bounds), bool(wrong_ratio))


def _missed(bound: Bound, value: float) -> Iterator[str]:
    too_little, too_much = SENTENCES[bound.measure]
    if bound.at_least is not None and value < bound.at_least:
        # Rounded down, so that a measure never reads like the limit that it misses.
        yield _(too_little) % {"measure": f"{floor(_tenths(value)) / 10:g}", "limit": f"{bound.at_least:g}"}
    if bound.at_most is not None and value > bound.at_most:
        yield _(too_much) % {"measure": f"{ceil(_tenths(value)) / 10:g}", "limit": f"{bound.at_most:g}"}


def _tenths(value: float) -> float:
    return round(value * 10, 6)


def _wrong_ratio(measures: ChannelMeasures, rules: ChannelRules) -> Iterator[str]:
    ratio = measures.width / measures.height
    taken = (float(width) / float(height) for width, height in (one.split(":") for one in rules.ratios))
    if rules.ratios and min(abs(ratio / one - 1) * 100 for one in taken) > rules.ratio_tolerance:
        yield _("The ratio is none of those that are taken: %(ratios)s.") % {"ratios": ", ".join(rules.ratios)}
