"""Whether code of the version in use still works on the tables of this one.

An installation is brought up to date machine by machine: the tables come first, and until the last machine is restarted
old code reads and writes them. A column that goes is therefore ignored in one version and removed in the next.
"""

from collections.abc import Iterator

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Field

# The last steps of the version in use.
RELEASED = [("catalog", "0011_share_of_accounts"), ("renders", "0001_squashed_0079_swatches_of_cutouts")]
OURS = ("catalog", "renders")


def released() -> ProjectState:
    """The tables that the version in use was written for."""
    return MigrationLoader(None).project_state(RELEASED)


def breaks(old: ProjectState, new: ProjectState) -> Iterator[str]:
    """What old code falls over on the new tables, a line each."""
    for key, before in old.models.items():
        if key[0] not in OURS:
            continue
        if after := new.models.get(key):
            yield from (f"{before.name}: {fault}" for fault in breaks_of_table(before, after))
        else:
            yield f"{before.name} is gone"


def breaks_of_table(before: ModelState, after: ModelState) -> Iterator[str]:
    for name, field in before.fields.items():
        yield from breaks_of_column(name, field, after.fields.get(name))
    for name in after.fields.keys() - before.fields.keys():
        field = after.fields[name]
        if not (field.many_to_many or field.null or field.has_db_default()):
            yield f"{name} is new and needs a `db_default`: old code does not write it"
    known = {constraint.name for constraint in before.options.get("constraints", [])}
    for constraint in after.options.get("constraints", []):
        fields = {*getattr(constraint, "fields", ())}
        if constraint.name not in known and fields and fields <= before.fields.keys():
            yield f"{constraint.name} is new and asks for columns that old code writes as before"


def breaks_of_column(name: str, before: Field, after: Field | None) -> Iterator[str]:
    if after is None:
        yield f"{name} is gone"
    elif kind_of(before) != kind_of(after):
        yield f"{name} is of another type"
    elif before.null and not after.null:
        yield f"{name} may not be empty any more"
    elif (after.max_length or 0) < (before.max_length or 0):
        yield f"{name} takes shorter texts"


def kind_of(field: Field) -> str:
    """As migrations write it."""
    return field.deconstruct()[1]
