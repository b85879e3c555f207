"""The product's own label as one step of a chain."""

import hashlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from renders.finishing.steps import (
    FinishFault,
    FinishRefused,
    PutLabel,
    Refit,
    WhitenGround,
    chain_faults,
    chain_json,
    described_chain,
    find_product,
    finish_file,
    read_chain,
)
from tests.images import encoded

RED = encoded(Image.new("RGB", (40, 30), "#c01818"), "PNG")
DIGEST = hashlib.sha256(RED).hexdigest()
LABEL = PutLabel(artwork=DIGEST, corners=((0.25, 0.4), (0.75, 0.4), (0.75, 0.6), (0.25, 0.6)), arc=40.5, bend_top=6)


def red_of(data):
    """Where it is red, as shares of the product's box."""
    with Image.open(BytesIO(data)) as file:
        picture = file.convert("RGB")
    left, top, right, bottom = find_product(picture).box
    levels = np.asarray(picture).astype(int)
    rows, columns = np.nonzero(levels[..., 0] - levels[..., 1] > 60)
    across = (np.array([columns.min(), columns.max() + 1]) - left) / (right - left)
    down = (np.array([rows.min(), rows.max() + 1]) - top) / (bottom - top)
    return (*across, *down)


@pytest.mark.parametrize("chain", [(LABEL, Refit(fill=70)), (WhitenGround(), LABEL)], ids=described_chain)
def test_the_label_lies_on_the_product_before_and_after_other_steps(on_paper, chain):
    picture, _product = on_paper
    made = finish_file(encoded(picture, "PNG"), chain, {DIGEST: RED})
    assert red_of(made.data) == pytest.approx((0.25, 0.75, 0.4, 0.62), abs=0.05)


def test_a_step_with_a_label_comes_back_from_json_as_it_was():
    assert read_chain(chain_json([LABEL])) == (LABEL,)


@pytest.mark.parametrize(
    "wrong",
    [
        {"artwork": "label.png"},
        {"corners": [[0.1, 0.1]]},
        {"corners": [[9, 0], [1, 0], [1, 1], [0, 1]]},
        {"arc": 200},
        {"bend_top": -90},
    ],
)
def test_a_place_that_no_label_can_have_is_refused(wrong):
    assert chain_faults([chain_json([LABEL])[0] | wrong])


def test_a_lost_label_is_no_reason_to_change_the_picture(on_paper):
    with pytest.raises(FinishRefused) as refused:
        finish_file(encoded(on_paper[0], "PNG"), (LABEL,), {})
    assert refused.value.code is FinishFault.LABEL_LOST
