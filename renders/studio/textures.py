"""Computed textures of tabletops and papers: tiles of tone that repeat without a seam."""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from renders.studio.colour_math import Floats

# Texels of an oak tile: down (across the boards) and along (with the grain, which needs fewer).
_OAK = (1536, 1024)
_BOARDS = 4
_STONE = (1024, 1024)
_PAPER = (1024, 1024)


def _noise(shape: tuple[int, int], cells: tuple[int, int], dice: np.random.Generator) -> Floats:
    """Smooth noise of mean 0 and about ±1, repeating at the tile's edges; `cells` bumps down and along."""
    grid = np.pad(dice.uniform(-1.6, 1.6, cells).astype(np.float32), 3, mode="wrap")
    box = (3, 3, 3 + cells[1], 3 + cells[0])
    image = Image.fromarray(grid).resize((shape[1], shape[0]), Image.Resampling.BICUBIC, box=box)
    return np.asarray(image, dtype=np.float32)


def _layers(shape: tuple[int, int], cells: int, count: int, dice: np.random.Generator) -> Floats:
    """Several octaves of noise, each twice as fine and half as strong."""
    total = np.zeros(shape, dtype=np.float32)
    for octave in range(count):
        total += _noise(shape, (cells * 2**octave, cells * 2**octave), dice) * np.float32(0.5**octave)
    return total


@lru_cache(maxsize=1)
def oak() -> Floats:
    """Boards of pale oak: 0 dark pore to 1 pale wood."""
    dice = np.random.default_rng(11)
    down, along = _OAK
    board = down // _BOARDS
    rows = np.arange(down)
    own = (rows // board, np.newaxis)
    bend = 0.2 * _noise(_OAK, (_BOARDS, 3), dice) + 0.05 * _noise(_OAK, (_BOARDS * 5, 8), dice)
    across = ((rows % board) / board * 2 - 1)[:, np.newaxis] - dice.uniform(-0.7, 0.7, _BOARDS)[own] + bend
    along_turns = np.arange(along)[np.newaxis, :] / along + dice.random(_BOARDS)[own]
    rings = np.hypot(across * dice.uniform(9, 15, _BOARDS)[own], 0.8) + 1.6 * np.cos(2 * np.pi * along_turns)
    rings += 0.22 * _noise(_OAK, (90, 6), dice) + 0.1 * _noise(_OAK, (300, 14), dice)
    late = 0.5 - 0.5 * np.cos(2 * np.pi * (rings % 1.0) ** 1.7)
    tone = 0.7 - 0.12 * late + 0.045 * _noise(_OAK, (200, 5), dice) + 0.05 * _noise(_OAK, (700, 12), dice)
    pores = np.maximum(_noise(_OAK, (768, 40), dice) + 0.6 * late - 0.75, 0)
    tone -= 0.2 * np.minimum(pores, 0.8) - 0.05 * _noise(_OAK, (6, 2), dice)
    tone += dice.uniform(-0.06, 0.06, _BOARDS)[own]
    return _read_only(_joints(tone.astype(np.float32), board, dice))


def _joints(tone: Floats, board: int, dice: np.random.Generator) -> Floats:
    """Fine dark lines where boards meet, with one butt joint a board."""
    rows = np.arange(tone.shape[0])
    gap = np.minimum(rows % board, board - rows % board)[:, np.newaxis]
    tone = tone - 0.42 * np.exp(-((gap / 1.3) ** 2)) - 0.05 * np.exp(-((gap / 7.0) ** 2))
    for index, at in enumerate(dice.integers(0, tone.shape[1], _BOARDS)):
        band = slice(index * board, (index + 1) * board)
        away = np.abs(np.arange(tone.shape[1]) - at)
        tone[band] -= (0.36 * np.exp(-((away / 0.9) ** 2)))[np.newaxis, :]
    return np.asarray(tone, dtype=np.float32)


@lru_cache(maxsize=1)
def marble() -> Floats:
    """White marble: 0 dark vein to 1 white."""
    dice = np.random.default_rng(5)
    down, along = np.indices(_STONE, dtype=np.float32) / _STONE[0]
    warp = 0.3 * _layers(_STONE, 2, 6, dice)
    veins = np.zeros(_STONE, dtype=np.float32)
    for turns, width, depth in ((1, 0.016, 0.27), (2, 0.022, 0.16), (3, 0.012, 0.08)):
        drift = (down + 2 * along) * turns + warp * turns**0.5 + 0.08 * _layers(_STONE, 6, 5, dice)
        away = np.abs((drift + 0.37 * turns) % 1 - 0.5)
        strength = np.clip(0.35 + 0.75 * _layers(_STONE, 3, 3, dice), 0, 1.2)
        veins += depth * strength * (np.exp(-((away / width) ** 2)) + 0.5 * np.exp(-away / (width * 4)))
    cloud = 0.035 * _layers(_STONE, 3, 5, dice)
    return _read_only(np.clip(0.94 + cloud - veins, 0, 1))


@lru_cache(maxsize=1)
def slate() -> Floats:
    """Dark riven stone: 0 hollow to 1 ridge."""
    dice = np.random.default_rng(8)
    cloud = _layers(_STONE, 3, 7, dice) * 0.12
    riven = _noise(_STONE, (90, 14), dice) * 0.05 + _noise(_STONE, (300, 60), dice) * 0.05
    return _read_only(np.clip(0.45 + cloud + riven + 0.05 * _noise(_STONE, (512, 512), dice), 0, 1))


@lru_cache(maxsize=1)
def fibre() -> Floats:
    """Uncoated paper: fine grain with some longer fibres, 0 to 1 around 0.5."""
    dice = np.random.default_rng(3)
    sheet = Image.new("L", (_PAPER[1], _PAPER[0]), 128)
    pen = ImageDraw.Draw(sheet)
    for _ in range(2600):
        x, y, turn = dice.uniform(0, _PAPER[1]), dice.uniform(0, _PAPER[0]), dice.uniform(0, np.pi)
        length = dice.uniform(5, 22)
        ends = (x, y, x + length * np.cos(turn), y + length * np.sin(turn))
        pen.line(ends, fill=int(128 + dice.normal(0, 16)), width=1)
    grain = 0.05 * _noise(_PAPER, (512, 512), dice) + 0.04 * _noise(_PAPER, (230, 230), dice)
    cloud = 0.03 * _layers(_PAPER, 5, 4, dice)
    return _read_only(np.clip(np.asarray(sheet, dtype=np.float32) / 255 + grain + cloud, 0, 1))


def _read_only(values: Floats) -> Floats:
    """Threads share the array, so it must not be written to."""
    values = np.ascontiguousarray(values, dtype=np.float32)
    values.setflags(write=False)
    return values
