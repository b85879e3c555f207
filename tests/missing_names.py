"""Finds what a template asks of an object that does not have it.

Django shows nothing in its place and takes it for false, so a column stays empty after a property was renamed. What a
mapping or a list does not hold, and what is asked of nothing, is often so on purpose.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.template.base import Variable, VariableDoesNotExist
from django.template.context import BaseContext

MAY_LACK = (BaseContext, Mapping, Sequence, type(None))
MISSING: list[str] = []
lookup = Variable._resolve_lookup


def collect_missing_names() -> None:
    """From now on they are written down, in whichever thread of this process."""
    Variable._resolve_lookup = _remembering


def _remembering(variable: Variable, context: Any) -> Any:
    try:
        return lookup(variable, context)
    except VariableDoesNotExist as error:
        _, asked = error.params
        if not isinstance(asked, MAY_LACK):
            MISSING.append(f"{{{{ {variable.var} }}}} of a {type(asked).__name__}")
        raise


@contextmanager
def none_missing() -> Iterator[None]:
    """Fails at the end when a template asked for something since the beginning that is not there."""
    MISSING.clear()
    yield
    missing = sorted(set(MISSING))
    MISSING.clear()
    assert not missing, f"Templates ask for what is not there: {missing}"
