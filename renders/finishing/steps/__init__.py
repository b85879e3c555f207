"""Steps that make a finished picture of a render: pictures and plain settings in, a picture out, or a refusal.

`finish_file(master, chain)` runs a chain of them in a child process. A step that cannot be right on a ground says so.
"""

from renders.finishing.steps.cells import find_cells
from renders.finishing.steps.chain import FinishedFile, finish_file
from renders.finishing.steps.crop import CropPlan, plan_crop
from renders.finishing.steps.descriptions import described, described_chain
from renders.finishing.steps.product import ProductOnGround, find_product
from renders.finishing.steps.refusals import FinishFault, FinishRefused
from renders.finishing.steps.settings import (
    MAX_LABEL,
    MAX_ROWS,
    MAX_STEPS,
    Chain,
    ConvertColour,
    CropTo,
    CutCell,
    ExtendTo,
    LabelAsMadeByAI,
    PutLabel,
    Refit,
    Step,
    WhitenGround,
    chain_digest,
    chain_faults,
    chain_json,
    is_digest_of,
    read_chain,
)

__all__ = [
    "MAX_LABEL",
    "MAX_ROWS",
    "MAX_STEPS",
    "Chain",
    "ConvertColour",
    "CropPlan",
    "CropTo",
    "CutCell",
    "ExtendTo",
    "FinishRefused",
    "FinishedFile",
    "LabelAsMadeByAI",
    "ProductOnGround",
    "PutLabel",
    "Refit",
    "FinishFault",
    "Step",
    "WhitenGround",
    "chain_digest",
    "chain_faults",
    "chain_json",
    "described",
    "described_chain",
    "find_cells",
    "find_product",
    "finish_file",
    "is_digest_of",
    "plan_crop",
    "read_chain",
]
