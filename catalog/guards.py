"""Guards of the database: triggers that refuse what no constraint can state, and the roles of people.

They are installed after every migrate, because SQLite forgets a table's triggers whenever a migration remakes it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import receiver

from config.supervision.pending_migrations import pending_migrations


@dataclass(frozen=True)
class Guard:
    """A trigger: `event` on `table` fails with `sentence` while `condition` (SQL over OLD and NEW) is true."""

    name: str
    table: str
    event: str
    condition: str
    sentence: str

    def statements(self, vendor: str) -> list[str]:
        """SQL that (re)installs it on this database."""
        return self._postgres() if vendor == "postgresql" else self._sqlite()

    def removal(self, vendor: str) -> str:
        """SQL that drops it."""
        return dropped(self, vendor)

    def _sqlite(self) -> list[str]:
        body = f"BEGIN SELECT RAISE(ABORT, '{self.sentence}'); END"
        create = f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} WHEN {self.condition} {body}"
        return [self.removal("sqlite"), create]

    def _postgres(self) -> list[str]:
        refusal = f"RAISE EXCEPTION USING MESSAGE = '{self.sentence}', ERRCODE = 'check_violation'"
        returned = "OLD" if self.event == "DELETE" else "NEW"
        body = f"BEGIN IF {self.condition} THEN {refusal}; END IF; RETURN {returned}; END"
        before = f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table}"
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger AS $$ {body} $$ LANGUAGE plpgsql",
            self.removal("postgresql"),
            f"{before} FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]


@dataclass(frozen=True)
class WritingTrigger:
    """A trigger: after `event` on `table`, while `condition` (SQL over OLD and NEW) is true, `statement` is run too."""

    name: str
    table: str
    event: str
    condition: str
    statement: str

    def statements(self, vendor: str) -> list[str]:
        """SQL that (re)installs it on this database."""
        return writing_trigger(self, "AFTER", self.statement, vendor)

    def removal(self, vendor: str) -> str:
        """SQL that drops it."""
        return dropped(self, vendor)


def writing_trigger(trigger: Any, moment: str, statements: str, vendor: str) -> list[str]:
    """SQL that (re)installs a trigger of this name, table, event and condition, which runs these statements."""
    create = f"CREATE TRIGGER {trigger.name} {moment} {trigger.event} ON {trigger.table} FOR EACH ROW"
    if vendor == "sqlite":
        return [dropped(trigger, vendor), f"{create} WHEN {trigger.condition} BEGIN {statements} END"]
    returned = "OLD" if "DELETE" in trigger.event else "NEW"
    body = f"BEGIN IF {trigger.condition} THEN {statements} END IF; RETURN {returned}; END"
    return [
        f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger AS $$ {body} $$ LANGUAGE plpgsql",
        dropped(trigger, vendor),
        f"{create} EXECUTE FUNCTION {trigger.name}()",
    ]


def dropped(trigger: Any, vendor: str) -> str:
    """SQL that drops a trigger."""
    return f"DROP TRIGGER IF EXISTS {trigger.name}" + (f" ON {trigger.table}" if vendor == "postgresql" else "")


def changed(*columns: str) -> str:
    """SQL: any of these columns would change."""
    return " OR ".join(f"(NEW.{column} IS DISTINCT FROM OLD.{column})" for column in columns)


def append_only(table: str, sentence: str) -> list[Guard]:
    """Two guards: no row of `table` is ever changed or deleted."""
    return [
        Guard(f"{table}_is_not_changed", table, "UPDATE", "1 = 1", sentence),
        Guard(f"{table}_is_not_deleted", table, "DELETE", "1 = 1", sentence),
    ]


def locked_by(plural: str, column: str, row: str = "OLD.id", *, of_template: bool = False) -> str:
    """SQL: a running campaign locks this row; of a template, a version of it that would not be current."""
    running = "c.ended_at IS NULL AND c.starts_at <= CURRENT_TIMESTAMP AND c.ends_at > CURRENT_TIMESTAMP"
    joined = f"SELECT 1 FROM catalog_campaign c JOIN catalog_campaign_{plural} l ON l.campaign_id = c.id"  # noqa: S608
    if not of_template:
        return f"EXISTS ({joined} WHERE l.{column}_id = {row} AND {running})"
    changes = f"(l.{column}_id IS DISTINCT FROM NEW.current_id OR NEW.archived_at IS NOT NULL)"
    return (
        f"EXISTS ({joined} JOIN catalog_promptversion v ON v.id = l.{column}_id "
        f"WHERE v.template_id = {row} AND {changes} AND {running})"
    )


def template_removed() -> str:
    """SQL: a running campaign uses the template in the placement that it would be removed from."""
    locked = locked_by("placements", "placement", "OLD.placement_id")
    of_template = "EXISTS (SELECT 1 FROM catalog_campaign_versions w JOIN catalog_promptversion v "
    of_template += "ON v.id = w.promptversion_id WHERE w.campaign_id = c.id AND v.template_id = OLD.prompttemplate_id)"
    return locked.removesuffix(")") + f" AND {of_template})"


VERSION, TEMPLATE = "catalog_promptversion", "catalog_prompttemplate"
PLACEMENT, IMAGE_MODEL, SERVES = "catalog_placement", "catalog_imagemodel", "catalog_placement_image_models"
COLUMNS_OF_DRAWING = ["provider", "endpoint", "aspects", "input_schema", "size_names", "abilities"]
COLUMNS_OF_DRAWING += ["reference_pictures"]
PLACEMENT_COLUMNS = ["slug", "aspect", "min_width", "min_height", "default_model_id", "delivery_format"]
PLACEMENT_COLUMNS += ["is_enabled", "needs_second_person"]
CAMPAIGN_LOCK = "A running campaign locks this."
LOCKED_COLUMNS = ["prompt", "negative", "style", "parameters", "placeholder_specs", "image_model_id"]
LOCKED_COLUMNS += ["template_id", "number", "locked_at", "author_id"]
VERSION_LOCK = "This version is locked. Make a new version to change it."
GUARDS = [
    Guard(
        "locked_version_is_not_changed",
        VERSION,
        "UPDATE",
        "OLD.locked_at IS NOT NULL AND (" + changed(*LOCKED_COLUMNS) + ")",
        VERSION_LOCK,
    ),
    Guard("locked_version_is_not_deleted", VERSION, "DELETE", "OLD.locked_at IS NOT NULL", VERSION_LOCK),
    Guard(
        "frozen_version_stays_frozen",
        VERSION,
        "UPDATE",
        "OLD.frozen_at IS NOT NULL AND (" + changed("frozen_at", "frozen_by_id", "frozen_model_id") + ")",
        "This version is frozen. Make a new version to change it.",
    ),
    *append_only("catalog_promotion", "The history of the current version only grows."),
    Guard(
        "campaign_locks_current",
        TEMPLATE,
        "UPDATE",
        f"({changed('current_id', 'archived_at')}) AND " + locked_by("versions", "promptversion", of_template=True),
        CAMPAIGN_LOCK,
    ),
    Guard(
        "campaign_locks_placement",
        PLACEMENT,
        "UPDATE",
        f"({changed(*PLACEMENT_COLUMNS)}) AND " + locked_by("placements", "placement"),
        CAMPAIGN_LOCK,
    ),
    Guard(
        "campaign_locks_image_model",
        IMAGE_MODEL,
        "UPDATE",
        f"({changed(*COLUMNS_OF_DRAWING, 'is_enabled')}) AND " + locked_by("image_models", "imagemodel"),
        CAMPAIGN_LOCK,
    ),
    Guard(
        "campaign_locks_placements_of_template",
        "catalog_prompttemplate_placements",
        "DELETE",
        template_removed(),
        CAMPAIGN_LOCK,
    ),
    *(
        Guard(
            f"campaign_locks_models_on_{event.lower()}",
            SERVES,
            event,
            locked_by("placements", "placement", row),
            CAMPAIGN_LOCK,
        )
        for event, row in (("INSERT", "NEW.placement_id"), ("DELETE", "OLD.placement_id"))
    ),
]


class Trigger(Protocol):
    """What the database is to do by itself on a write: refuse it, or write down what it changes."""

    @property
    def name(self) -> str: ...

    def statements(self, vendor: str) -> list[str]:
        """SQL that (re)installs it on this database."""

    def removal(self, vendor: str) -> str:
        """SQL that drops it."""


def install(triggers: Iterable[Trigger], using: str) -> None:
    """Put the triggers in place, replacing older ones of the same name."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for trigger in triggers:
            for statement in trigger.statements(connection.vendor):
                cursor.execute(statement)


def lift(triggers: Iterable[Trigger], using: str = "default") -> None:
    """Drop the triggers."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for trigger in triggers:
            cursor.execute(trigger.removal(connection.vendor))


def installed(using: str = "default") -> set[str]:
    """The names of all triggers in this database."""
    queries = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(queries[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


EXPECTED = {guard.name for guard in GUARDS}


def set_permissions(group: str, permissions: Iterable[str], using: str) -> None:
    """Give `group` exactly these permissions ("app.codename"), creating the group where needed."""
    from django.contrib.auth.models import Group, Permission  # noqa: PLC0415 - apps must be ready first

    names = [name.split(".") for name in permissions]
    rows = [
        Permission.objects.using(using).get(content_type__app_label=app, codename=codename) for app, codename in names
    ]
    row, _ = Group.objects.using(using).get_or_create(name=group)
    row.permissions.set(rows)


@receiver(pre_migrate)
def lift_guards(sender: Any, using: str, plan: list[Any], **_: Any) -> None:
    """Take this app's guards away while tables change."""
    if plan and sender.name == "catalog":
        lift(GUARDS, using)


@receiver(post_migrate)
def install_guards(sender: Any, using: str, **_: Any) -> None:
    """Put this app's guards back after its tables may have been remade."""
    # Migrate may run only a part, and back too.
    if sender.name == "catalog" and not pending_migrations(using):
        install(GUARDS, using)
