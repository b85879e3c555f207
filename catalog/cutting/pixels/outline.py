"""Where the product is, in a small picture: every pixel has an opinion, and neighbours agree unless an edge parts them.

The share of product x of all pixels is the least of  sum u (x - p)² + sum w (x - x')²  over pixels and neighbours:
`p` is a pixel's opinion, `u` its weight, `w` how well it is joined to its neighbour. A soft shadow is joined to the
ground by its fading rim and parted from the product by the product's sharp one.
"""

from dataclasses import dataclass

import numpy as np

from catalog.cutting.pixels.planes import Floats, largest_of

# Steps of conjugate gradients: enough for a picture of 256 pixels, begun from a smaller one's answer.
_STEPS = 70
_ENOUGH = 1e-4
# Shares of the sRGB scale.
_LEAST_NOISE = 1.2 / 255


@dataclass(frozen=True)
class Joints:
    """How well each pixel is joined to the next in its row, (height, width - 1), and in its column."""

    across: Floats
    down: Floats


def joints(encoded: Floats, size: tuple[int, int]) -> Joints:
    """Read from the picture at full size for a small one of `size` (width, height)."""
    steps_x = largest_of(np.abs(encoded[:, 2:] - encoded[:, :-2]))
    steps_y = largest_of(np.abs(encoded[2:] - encoded[:-2]))
    largest_x = _largest(np.pad(steps_x, ((0, 0), (1, 1)), mode="edge"), size)
    largest_y = _largest(np.pad(steps_y, ((1, 1), (0, 0)), mode="edge"), size)
    # A third of every photo at least is without edges: what neighbours differ by there is noise.
    noise = max(_LEAST_NOISE, 0.6 * float(np.quantile(np.maximum(largest_x, largest_y), 0.3)))
    across = np.maximum(largest_x[:, 1:], largest_x[:, :-1])
    down = np.maximum(largest_y[1:], largest_y[:-1])
    return Joints(_joined(across, noise), _joined(down, noise))


def _joined(step: Floats, noise: float) -> Floats:
    beyond = np.maximum(step - 2.5 * noise, 0) / (2.0 * noise)
    return np.maximum(np.exp(-(beyond**2)), 2e-4).astype(np.float32)


def _largest(plane: Floats, size: tuple[int, int]) -> Floats:
    """The largest value in each of a small picture's cells."""
    height, width = plane.shape
    rows = np.linspace(0, height, size[1] + 1).astype(int)[:-1]
    columns = np.linspace(0, width, size[0] + 1).astype(int)[:-1]
    return np.maximum.reduceat(np.maximum.reduceat(plane, rows, axis=0), columns, axis=1)


def agreed(opinion: Floats, weight: Floats, joint: Joints, start: Floats) -> Floats:
    """Solve by conjugate gradients; the answer lies between 0 and 1."""
    diagonal = weight.copy()
    diagonal[:, 1:] += joint.across
    diagonal[:, :-1] += joint.across
    diagonal[1:] += joint.down
    diagonal[:-1] += joint.down

    def applied(x: Floats) -> Floats:
        out = diagonal * x
        out[:, 1:] -= joint.across * x[:, :-1]
        out[:, :-1] -= joint.across * x[:, 1:]
        out[1:] -= joint.down * x[:-1]
        out[:-1] -= joint.down * x[1:]
        return out

    x = start.astype(np.float32)
    residual = weight * opinion - applied(x)
    scaled = residual / diagonal
    direction = scaled.copy()
    power = float((residual * scaled).sum())
    goal = power * _ENOUGH**2
    for _ in range(_STEPS):
        if power <= max(goal, 1e-12):
            break
        moved = applied(direction)
        step = power / max(float((direction * moved).sum()), 1e-20)
        x += step * direction
        residual -= step * moved
        scaled = residual / diagonal
        after = float((residual * scaled).sum())
        direction = scaled + (after / power) * direction
        power = after
    return np.clip(x, 0, 1)
