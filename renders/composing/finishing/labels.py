"""Which label finishing may put on pictures."""

from collections.abc import Iterable

from renders import studio
from renders.finishing.steps import PutLabel
from renders.models import Shot
from renders.models.placed_labels import label_step


def label_step_of(shots: Iterable[Shot]) -> PutLabel | None:
    """The step that puts the label on all of these: None unless they show one product from one side."""
    wanted = {(shot.colorway.product, studio.read_brief(shot.contract.prompt).view) for shot in shots}
    return label_step(*wanted.pop()) if len(wanted) == 1 else None
