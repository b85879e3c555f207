"""The camera: where it stands and which ray a place in the picture sees."""

from dataclasses import dataclass, replace

import numpy as np

from tools.artwork.tracer.profiles import Floats


@dataclass(frozen=True)
class Camera:
    """Looks at `target` from `distance` mm away; angles in degrees, azimuth 0 = from the front (-y).

    The picture's middle sees the direction `shift` (right, up) and half its side spans `scale`,
    both as tangents: shifting the lens instead of turning the camera keeps upright edges upright.
    """

    azimuth: float
    pitch: float
    distance: float
    target: tuple[float, float, float]
    scale: float = 0.15
    shift: tuple[float, float] = (0.0, 0.0)

    @property
    def axes(self) -> tuple[Floats, Floats, Floats]:
        """Unit vectors right, up and towards the camera."""
        turn, pitch = np.radians(self.azimuth), np.radians(self.pitch)
        ahead = np.array([-np.sin(turn), np.cos(turn), 0])
        upright = np.array([0, 0, 1.0])
        right = np.array([np.cos(turn), np.sin(turn), 0])
        up = np.sin(pitch) * ahead + np.cos(pitch) * upright
        towards = np.sin(pitch) * upright - np.cos(pitch) * ahead
        return right.astype(np.float32), up.astype(np.float32), towards.astype(np.float32)

    @property
    def position(self) -> Floats:
        return (np.float32(self.target) + np.float32(self.distance) * self.axes[2]).astype(np.float32)

    def rays(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Origins and unit directions for places x, y in -1..1 (right, up)."""
        right, up, towards = self.axes
        across = (x * np.float32(self.scale) + np.float32(self.shift[0]))[:, None]
        upwards = (y * np.float32(self.scale) + np.float32(self.shift[1]))[:, None]
        directions = across * right + upwards * up - towards
        directions /= np.linalg.norm(directions, axis=1)[:, None]
        return np.broadcast_to(self.position, directions.shape), directions.astype(np.float32)

    def framed(self, points: Floats, fill: float) -> "Camera":
        """This camera with the points centred and filling this share of the picture's side."""
        across, upwards = self._tangents(points)
        middle = [float(values.min() + values.max()) / 2 for values in (across, upwards)]
        span = max(float(np.ptp(across)), float(np.ptp(upwards)))
        return replace(self, scale=span / 2 / fill, shift=(middle[0], middle[1]))

    def places(self, points: Floats) -> tuple[Floats, Floats]:
        """Where points appear in the picture: x, y in -1..1 (right, up)."""
        across, upwards = self._tangents(points)
        return (across - self.shift[0]) / self.scale, (upwards - self.shift[1]) / self.scale

    def _tangents(self, points: Floats) -> tuple[Floats, Floats]:
        right, up, towards = self.axes
        offset = points - self.position
        depth = -(offset @ towards)
        tangents = np.stack([offset @ right, offset @ up]) / depth
        return tangents[0], tangents[1]
