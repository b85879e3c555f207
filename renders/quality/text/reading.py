"""From a picture to its lines: once over the whole, and once more, enlarged, where text was."""

import numpy as np
from PIL import Image

from renders.quality.text.lines import TextLine, around, plain
from renders.quality.text.reader import SIDE, Reader, Reading

# A larger picture is reduced to this before it is read at all.
MAX_SIDE = 1600
# How much around the text is read again, in its own height and width.
_AROUND = 0.35
# Enlarging more than this shows no more.
_MAX_SCALE = 3.0


def read_lines(picture: Image.Image, read: Reader) -> tuple[TextLine, ...]:
    """The lines of an RGB picture. Small type is read from its own part of the picture, where it is large enough."""
    scale = min(1.0, MAX_SIDE / max(picture.size))
    whole = picture if scale == 1 else picture.resize([round(side * scale) for side in picture.size])
    lines = tuple(_line(reading, (0, 0), 1.0, whole.size) for reading in read(whole))
    # A seam or a highlight is read as a single sign at times, far from the label.
    texts = [line for line in lines if len(plain(line.text)) > 1]
    if not texts:
        return lines
    left, top, right, bottom = around(texts)
    wide, tall = (right - left) * _AROUND, (bottom - top) * _AROUND
    part = (
        max(0, int((left - wide) * whole.width)),
        max(0, int((top - tall) * whole.height)),
        min(whole.width, int((right + wide) * whole.width) + 1),
        min(whole.height, int((bottom + tall) * whole.height) + 1),
    )
    size = part[2] - part[0], part[3] - part[1]
    larger = min(_MAX_SCALE, SIDE / max(size))
    if larger <= max(1.0, SIDE / max(whole.size)) * 1.1:
        return lines
    closer = whole.crop(part).resize([round(side * larger) for side in size], Image.Resampling.LANCZOS)
    again = tuple(_line(reading, part[:2], larger, whole.size) for reading in read(closer))
    # What was read twice, as it was read closer.
    return again + tuple(line for line in lines if not any(_overlap(line, other) for other in again))


def _overlap(one: TextLine, other: TextLine) -> bool:
    """Whether the middle of one lies in the other."""
    across, down = (one.box[0] + one.box[2]) / 2, (one.box[1] + one.box[3]) / 2
    left, top, right, bottom = other.box
    return left <= across <= right and top <= down <= bottom


def _line(reading: Reading, offset: tuple[int, int], scale: float, size: tuple[int, int]) -> TextLine:
    text, sureness, corners = reading
    places = np.asarray(corners, np.float64) / scale + offset
    height = float(np.hypot(*(places[3] - places[0])) + np.hypot(*(places[2] - places[1]))) / 2
    low, high = places.min(axis=0) / size, places.max(axis=0) / size
    box = (max(0.0, float(low[0])), max(0.0, float(low[1])), min(1.0, float(high[0])), min(1.0, float(high[1])))
    return TextLine(text, sureness, box, height)
