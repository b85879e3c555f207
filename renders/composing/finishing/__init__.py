"""Pictures that are made of other pictures, for nothing: finished ones, and the cells of grids."""

from renders.composing.finishing.grids import cut_grid, ordered_cells
from renders.composing.finishing.labels import label_step_of
from renders.composing.finishing.pictures import MAX_GENERATIONS, NotFinishable, finish, finish_all, picks_of

__all__ = [
    "MAX_GENERATIONS",
    "NotFinishable",
    "cut_grid",
    "finish",
    "finish_all",
    "label_step_of",
    "ordered_cells",
    "picks_of",
]
