"""The engine that reads: RapidOCR, whose wheel ships its models."""

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from PIL import Image

from catalog.cutting.pixels.planes import Array

PACKAGES = ("rapidocr", "onnxruntime")
# Text is looked for at this size: at 1024 the engine takes more memory than a child has, at 736 half of that.
SIDE = 736

# A text, how sure it is, and the corners of its place in pixels, from the upper left clockwise.
Reading = tuple[str, float, Array]
Reader = Callable[[Image.Image], list[Reading]]


@cache
def is_installed() -> bool:
    """Whether text can be read here; asking loads nothing."""
    return all(find_spec(package) for package in PACKAGES)


@cache
def installed_reader() -> Reader | None:
    """The reader, loaded once a process: 250 MB and a second. None without its extra."""
    if not is_installed():
        return None
    from rapidocr import RapidOCR  # noqa: PLC0415 - only the child that reads needs it

    engine: Any = RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.limit_type": "max",
            "Det.limit_side_len": SIDE,
            # Lines of a batch are made as long as its longest.
            "Rec.rec_batch_num": 1,
        }
    )

    def read(picture: Image.Image) -> list[Reading]:
        found = engine(np.ascontiguousarray(np.asarray(picture)[:, :, ::-1]))
        if found.boxes is None or not found.txts:
            return []
        return [
            (str(text), float(sureness), np.asarray(corners))
            for text, sureness, corners in zip(found.txts, found.scores, found.boxes, strict=True)
        ]

    return read
