"""Old code beside new tables, while an installation is brought up to date."""

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations import AddConstraint, AddField, AlterField, CreateModel, DeleteModel, RemoveField
from django.db.migrations.state import ProjectState

from tests.mixed_versions import breaks, released

CUP = CreateModel("Cup", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=20))])
UNIQUE = models.UniqueConstraint(fields=["name"], name="name_once")


def after(*operations):
    """The tables with a cup in them, and what these steps make of it."""
    state = ProjectState()
    for operation in (CUP, *operations):
        operation.state_forwards("catalog", state)
    return state


def test_code_of_the_version_in_use_works_on_these_tables():
    assert list(breaks(released(), ProjectState.from_apps(apps))) == []


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        (DeleteModel("Cup"), "Cup is gone"),
        (RemoveField("Cup", "name"), "Cup: name is gone"),
        (AlterField("Cup", "name", models.TextField()), "Cup: name is of another type"),
        (AlterField("Cup", "name", models.CharField(max_length=10)), "Cup: name takes shorter texts"),
        (AddField("Cup", "size", models.IntegerField(default=0)), "Cup: size is new and needs a `db_default`"),
        (AddConstraint("Cup", UNIQUE), "Cup: name_once is new and asks for columns"),
    ],
)
def test_what_old_code_falls_over_is_found(step, fault):
    (found,) = breaks(after(), after(step))
    assert found.startswith(fault)


@pytest.mark.parametrize(
    "step",
    [
        AddField("Cup", "size", models.IntegerField(null=True)),
        AddField("Cup", "size", models.IntegerField(db_default=0)),
        AlterField("Cup", "name", models.CharField(max_length=40)),
        CreateModel("Saucer", [("id", models.BigAutoField(primary_key=True))]),
    ],
)
def test_what_old_code_does_not_see_is_no_fault(step):
    assert list(breaks(after(), after(step))) == []
