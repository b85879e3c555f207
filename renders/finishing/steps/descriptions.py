"""What a chain does, in words."""

from collections.abc import Sequence

from catalog.texts import gettext as _
from renders.finishing.steps.settings import (
    ConvertColour,
    CropTo,
    CutCell,
    ExtendTo,
    LabelAsMadeByAI,
    PutLabel,
    Refit,
    Step,
)


def described(step: Step) -> str:
    """What was done, as one goes on after "finished from candidate 3:"."""
    match step:
        case Refit():
            return _("refit to %(fill)s%%") % {"fill": step.fill}
        case ExtendTo():
            return _("ground extended to %(aspect)s") % {"aspect": step.aspect}
        case CropTo():
            return _("cropped to %(aspect)s") % {"aspect": step.aspect}
        case CutCell():
            return _("picture %(number)s of a grid of %(columns)s × %(rows)s") % {
                "number": step.index + 1,
                "columns": step.columns,
                "rows": step.rows,
            }
        case PutLabel():
            return _("real label put on")
        case ConvertColour():
            return _("converted to sRGB")
        case LabelAsMadeByAI():
            return _("labelled “%(text)s”") % {"text": step.text}
        case _:
            return _("ground whitened")


def described_chain(chain: Sequence[Step]) -> str:
    return _(", ").join(described(step) for step in chain)
