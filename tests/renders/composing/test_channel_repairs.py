"""What finishing does so that a picture fits a channel, and where it cannot help."""

import pytest

from renders.composing.finishing.channel_repairs import Repair, repair_of
from renders.forms.shots import FinishForm
from renders.quality import CHANNEL_RULES, ChannelMeasures, Outcome, channel_fits

GOOD = {"width": 2000, "height": 2000, "fill": 86, "ground": 255}


def repairs(**change):
    fits = channel_fits(ChannelMeasures(**GOOD | change), CHANNEL_RULES)
    return {fit.rules.code: repair_of(fit) for fit in fits}


@pytest.mark.parametrize(
    ("code", "change", "repair"),
    [
        ("amazon-main", {"fill": 61}, Repair(fill=86)),
        ("amazon-main", {"ground": 250}, Repair(whiten=True)),
        ("amazon-main", {"fill": 61, "ground": 250}, Repair(whiten=True, fill=86)),
        ("google-merchant", {"fill": 95}, Repair(fill=76)),
        ("meta-feed", {"height": 1500}, Repair(aspect="1:1")),
        ("tiktok", {"height": 1500}, Repair(aspect="9:16")),
    ],
)
def test_what_a_step_puts_right_is_offered(code, change, repair):
    assert repairs(**change)[code] == repair


@pytest.mark.parametrize(
    "change", [{}, {"width": 400, "height": 400}, {"width": 400, "height": 400, "fill": 61}, {"fill": None}]
)
def test_nothing_is_offered_where_nothing_lacks_or_no_step_helps(change):
    assert repairs(**change)["amazon-main"] is None


@pytest.mark.parametrize("change", [{"fill": 30}, {"fill": 99}, {"ground": 100}, {"height": 1500}, {"width": 1200}])
def test_whatever_is_offered_is_a_valid_form_and_fits_afterwards(change):
    for rules in CHANNEL_RULES:
        repair = repairs(**change)[rules.code]
        if not repair:
            continue
        sent = {"whiten": repair.whiten, "fill": repair.fill, "aspect": repair.aspect}
        assert FinishForm({**sent, "frame": "extend"} if repair.aspect else sent).is_valid()
        after = {**GOOD, **change} | ({"fill": repair.fill} if repair.fill else {})
        after |= {"ground": 255} if repair.whiten else {}
        if repair.aspect:
            width, height = map(int, repair.aspect.split(":"))
            after |= {"width": 800 * width, "height": 800 * height}
        [fit] = channel_fits(ChannelMeasures(**after), [rules])
        assert fit.outcome is Outcome.FITS
