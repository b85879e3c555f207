"""A picture fits one channel and fails another, and each says by how much."""

import pytest

from renders.quality import (
    CHANNEL_RULES,
    ChannelMeasures,
    Confidence,
    InspectionOrder,
    Outcome,
    PictureAnalysis,
    channel_fits,
    measures_of,
)
from tests.renders.quality.pictures import contract, oak, packshot

GOOD = ChannelMeasures(2000, 2000, fill=86, ground=255)


def fits(measures):
    return {one.rules.code: one for one in channel_fits(measures, CHANNEL_RULES)}


def test_a_large_filled_square_on_pure_white_fits_every_channel():
    assert {fit.outcome for fit in fits(GOOD).values()} == {Outcome.FITS}


@pytest.mark.parametrize(
    ("code", "change", "outcome", "says"),
    [
        ("amazon-main", {"fill": 61}, Outcome.BLOCK, "fills 61% of the frame; at least 85%"),
        ("amazon-main", {"fill": 84.96}, Outcome.BLOCK, "fills 84.9% of the frame; at least 85%"),
        ("amazon-main", {"ground": 254}, Outcome.BLOCK, "level 254 at its darkest; level 255"),
        ("amazon-main", {"width": 900, "height": 900}, Outcome.WARN, "900 px; at least 1000 px"),
        ("google-merchant", {"fill": 95}, Outcome.WARN, "fills 95% of the frame; at most 90%"),
        ("google-merchant", {"width": 9000, "height": 9000}, Outcome.BLOCK, "81 megapixels; at most 64"),
        ("meta-feed", {"height": 1500}, Outcome.BLOCK, "none of those that are taken: 1:1, 4:5, 9:16, 1.91:1"),
        ("lazada", {"fill": 61}, Outcome.WARN, "at least 80%"),
    ],
)
def test_what_a_channel_lacks_is_said_with_measure_and_limit(code, change, outcome, says):
    fit = fits(ChannelMeasures(**{"width": 2000, "height": 2000, "fill": 86, "ground": 255} | change))[code]
    assert fit.outcome is outcome
    assert says in fit.lacks[0]


def test_rules_of_low_confidence_only_warn():
    tiny = fits(ChannelMeasures(100, 210, fill=20, ground=100))
    assert Outcome.BLOCK not in {fit.outcome for fit in tiny.values() if fit.rules.confidence is Confidence.LOW}
    assert tiny["amazon-main"].outcome is Outcome.BLOCK


def test_what_could_not_be_judged_is_said_and_does_not_pass():
    fit = fits(ChannelMeasures(2000, 2000))["amazon-main"]
    assert fit.outcome is Outcome.WARN
    assert len(fit.not_judged) == 2


def test_fill_and_ground_are_measured_on_the_picture():
    picture = packshot((256, 256), ground=(240, 240, 240))
    measures = measures_of(PictureAnalysis(picture), InspectionOrder(contract()))
    assert measures.fill == pytest.approx(60, abs=2)
    assert measures.ground == pytest.approx(240, abs=1)


def test_on_wood_neither_is_measured():
    assert measures_of(PictureAnalysis(oak((256, 256))), InspectionOrder(contract())) == ChannelMeasures(256, 256)
