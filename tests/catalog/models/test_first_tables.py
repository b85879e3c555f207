"""Tables of a first migration: each is made once, as it is after the last step."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.db import connection, models
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, RunSQL
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.deletion import PROTECT

from catalog.models.first_tables import CreateTables

KEY = ("id", models.BigAutoField(primary_key=True))
STEPS = [
    CreateModel("Saucer", [KEY, ("name", models.CharField(max_length=20))]),
    CreateModel("Cup", [KEY, ("saucer", models.ForeignKey("catalog.Saucer", PROTECT))]),
    # Two tables that refer to each other cannot both come first.
    AddField("Saucer", "best", models.ForeignKey("catalog.Cup", PROTECT, null=True, related_name="+")),
    AddIndex("Cup", models.Index(fields=["saucer", "id"], name="cup_of_saucer")),
    AddConstraint("Saucer", models.UniqueConstraint(fields=["name"], name="saucer_name_once")),
]
TABLES = {"catalog_saucer", "catalog_cup"}
FIRST = [
    "catalog.migrations.0001_squashed_0009_avif_delivery",
    "renders.migrations.0001_squashed_0079_swatches_of_cutouts",
]


@pytest.fixture
def state(transactional_db: None) -> Iterator[ProjectState]:
    """What is known of the tables, which were made by all steps at once."""
    before, after, step = ProjectState(), ProjectState(), CreateTables(STEPS)
    step.state_forwards("catalog", after)
    with connection.schema_editor() as editor:
        step.database_forwards("catalog", editor, before, after)
    yield after
    if tables() & TABLES:
        with connection.schema_editor() as editor:
            step.database_backwards("catalog", editor, after, before)


def tables() -> set[str]:
    return set(connection.introspection.table_names())


def named_constraints(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, table))


def test_a_table_has_what_later_steps_add(state: ProjectState) -> None:
    with connection.cursor() as cursor:
        columns = [one.name for one in connection.introspection.get_table_description(cursor, "catalog_saucer")]
    assert columns == ["id", "name", "best_id"]
    assert "saucer_name_once" in named_constraints("catalog_saucer")
    assert "cup_of_saucer" in named_constraints("catalog_cup")


def test_tables_refer_to_each_other_in_both_directions(state: ProjectState) -> None:
    saucer = state.apps.get_model("catalog", "Saucer").objects.create(name="White")
    cup = state.apps.get_model("catalog", "Cup").objects.create(saucer=saucer)
    type(saucer).objects.update(best=cup)
    assert type(saucer).objects.get().best == cup
    type(saucer).objects.update(best=None)
    cup.delete()


def test_taken_back_no_table_is_left(state: ProjectState) -> None:
    with connection.schema_editor() as editor:
        CreateTables(STEPS).database_backwards("catalog", editor, state, ProjectState())
    assert not tables() & TABLES


def test_django_knows_the_tables_as_after_one_step_at_a_time() -> None:
    one_by_one, at_once = ProjectState(), ProjectState()
    for step in STEPS:
        step.state_forwards("catalog", one_by_one)
    CreateTables(STEPS).state_forwards("catalog", at_once)
    assert at_once == one_by_one


def test_classes_are_made_when_all_tables_are_known() -> None:
    state = ProjectState()
    assert not state.apps.get_models()
    CreateTables(STEPS).state_forwards("catalog", state)
    assert "apps" not in vars(state)
    assert {model.__name__ for model in state.apps.get_models()} == {"Cup", "Saucer"}


def test_a_step_that_is_no_part_of_a_new_table_is_refused() -> None:
    with pytest.raises(TypeError, match="RunSQL"):
        CreateTables([*STEPS, RunSQL("DELETE FROM catalog_cup")])


@pytest.mark.parametrize("name", FIRST)
def test_the_first_migration_makes_all_tables_at_once(name: str) -> None:
    steps: list[Operation] = import_module(name).Migration.operations
    assert [type(step) for step in steps] == [CreateTables]
