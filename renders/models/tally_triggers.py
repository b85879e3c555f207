"""The SQL of tallies: what counts of a render, a decision and a finding, and the triggers that write it down.

A trigger sees every write, whoever makes it, inside its own transaction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from catalog.guards import WritingTrigger, dropped, writing_trigger
from renders.models.findings import Finding
from renders.models.renders import FINAL, State

COLUMNS = ("version_id", "image_model_id", "day", "measure", "reason", "seconds", "count", "micros")
# Times are counted in whole seconds up to 20, in twos up to 40, in fours up to 80 and so on: a median needs few rows.
FINE_SECONDS, COARSEST_STEP = 20, 64
NOT_MEASURED = -1
MARKED, WAITING, LIVE = "marked", "waiting", "live"


def _listed(values: Sequence[str]) -> str:
    return "(" + ", ".join(f"'{value}'" for value in sorted(values)) + ")"


FINAL_STATES = _listed([*FINAL])
SERIOUS = _listed([Finding.Severity.WARNING, Finding.Severity.BLOCKING])


@dataclass(frozen=True)
class Facts:
    """SQL for the rows of COLUMNS that a source adds to the tallies, on one kind of database."""

    vendor: str

    def of_render(self, row: str, source: str, sign: str = "1") -> str:
        """One fact a final render: its state, how long it took, what it cost."""
        micros = f"CASE WHEN {row}.state = '{State.READY}' OR {row}.was_charged THEN {row}.price_micros ELSE 0 END"
        seconds = f"CASE WHEN {row}.state = '{State.READY}' THEN {self._seconds_of(row)} ELSE {NOT_MEASURED} END"
        day = self._day(f"{row}.state_changed_at")
        return self._select(source, day, f"{row}.state", "''", seconds, sign, f"{sign} * ({micros})")

    def of_marked(self, row: str, source: str, sign: str = "1") -> str:
        """One fact a ready render with a serious finding; `row` is the render."""
        day = self._day(f"{row}.state_changed_at")
        return self._select(source, day, f"'{MARKED}'", "''", str(NOT_MEASURED), sign, "0")

    def of_decision(self, row: str, source: str, sign: str = "1") -> str:
        """One fact a standing decision: its verdict and its reason."""
        day = self._day(f"{row}.at")
        return self._select(source, day, f"{row}.verdict", f"{row}.reason", str(NOT_MEASURED), sign, "0")

    def of_waiting(self, row: str, source: str, sign: str = "1") -> str:
        """One fact an approval that nobody has sent out; `row` is the decision."""
        day = self._day(f"{row}.unpublished_since")
        return self._select(source, day, f"'{WAITING}'", "''", str(NOT_MEASURED), sign, "0")

    def of_live(self, row: str, source: str, sign: str = "1") -> str:
        """One fact a live publication."""
        day = self._day(f"{row}.published_at")
        return self._select(source, day, f"'{LIVE}'", "''", str(NOT_MEASURED), sign, "0")

    def all(self) -> list[str]:
        """The facts of every row there is."""
        shot = "JOIN renders_shot s ON s.id = "
        renders = f"renders_render r {shot}r.shot_id WHERE r.state IN "
        decisions = f"renders_decision d JOIN renders_review v ON v.id = d.review_id {shot}v.shot_id"
        return [
            self.of_render("r", f"{renders}{FINAL_STATES} AND {is_ordered('r')}"),
            self.of_marked("r", f"{renders}('{State.READY}') AND {is_ordered('r')} AND {has_serious_finding('r.id')}"),
            self.of_decision("d", f"{decisions} WHERE d.undone_at IS NULL"),
            self.of_waiting("d", f"{decisions} WHERE d.unpublished_since IS NOT NULL"),
            self.of_live("p", f"{decisions} JOIN renders_publication p ON p.decision_id = d.id WHERE {is_live('p')}"),
        ]

    def _select(self, source: str, *facts: str) -> str:
        values = ("s.version_id", "s.image_model_id", *facts)
        named = ", ".join(f"{value} AS {column}" for value, column in zip(values, COLUMNS, strict=True))
        return f"SELECT {named} FROM {source}"  # noqa: S608 - our own SQL

    def _seconds_of(self, row: str) -> str:
        """From sending the request to the picture, as counted; the attempt is `row`'s."""
        took, larger = f"EXTRACT(EPOCH FROM ({row}.state_changed_at - a.sent_at))", "GREATEST"
        if self.vendor == "sqlite":
            took, larger = f"(julianday({row}.state_changed_at) - julianday(a.sent_at)) * 86400", "MAX"
        whole = f"{larger}(0, CAST(ROUND({took}) AS INTEGER))"
        counted, step = f"CASE WHEN {whole} < {FINE_SECONDS} THEN {whole}", 2
        while step < COARSEST_STEP:
            counted += f" WHEN {whole} < {FINE_SECONDS * step} THEN {_nearest(whole, step)}"
            step *= 2
        counted += f" ELSE {_nearest(whole, step)} END"
        sent = f"SELECT {counted} FROM renders_attempt a WHERE a.id = {row}.attempt_id AND a.sent_at IS NOT NULL"  # noqa: S608
        return f"COALESCE(({sent}), {NOT_MEASURED})"

    def _day(self, moment: str) -> str:
        return f"date({moment})" if self.vendor == "sqlite" else f"CAST({moment} AT TIME ZONE 'UTC' AS date)"


def _nearest(seconds: str, step: int) -> str:
    """SQL: the nearest multiple of a step, in whole numbers."""
    return f"({seconds} + {step // 2}) / {step} * {step}"


def has_serious_finding(render: str, condition: str = "1 = 1") -> str:
    """SQL: the render has a warning or a blocking finding `f` for which the condition holds."""
    findings = f"SELECT 1 FROM renders_finding f WHERE f.render_id = {render} AND {condition}"  # noqa: S608 - our own SQL
    return f"EXISTS ({findings} AND f.severity IN {SERIOUS})"


def is_ordered(row: str) -> str:
    """SQL: the render was bought or drawn. One that is made of another says nothing about model or prompt."""
    return f"{row}.parent_id IS NULL"


def is_live(row: str) -> str:
    """SQL: the publication is read back and in its place."""
    return f"{row}.state = 'published'"


@dataclass(frozen=True)
class TallyTrigger:
    """On `event` of `table`, while `condition` is true, the facts of OLD are taken back and those of NEW added."""

    name: str
    table: str
    event: str
    condition: str
    facts: str
    # Before a row goes it is still there, and those that went before it are not.
    moment: str = "AFTER"

    def statements(self, vendor: str) -> list[str]:
        """SQL that (re)installs it on this database."""
        columns = ", ".join(COLUMNS)
        inserts = " ".join(f"INSERT INTO renders_tallychange ({columns}) {one};" for one in self._facts(vendor))
        return writing_trigger(self, self.moment, inserts, vendor)

    def removal(self, vendor: str) -> str:
        """SQL that drops it."""
        return dropped(self, vendor)

    def _facts(self, vendor: str) -> list[str]:
        before, after = "OLD" if "INSERT" not in self.event else "", "NEW" if "DELETE" not in self.event else ""
        changes = [(row, sign) for row, sign in ((before, "-1"), (after, "1")) if row]
        return [sql for row, sign in changes for sql in FACTS_OF[self.facts](Facts(vendor), row, sign)]


def _facts_of_render(facts: Facts, row: str, sign: str) -> list[str]:
    shot = f"renders_shot s WHERE s.id = {row}.shot_id AND {is_ordered(row)} AND {row}.state IN "
    marked = f"{shot}('{State.READY}') AND {has_serious_finding(f'{row}.id')}"
    return [facts.of_render(row, shot + FINAL_STATES, sign), facts.of_marked(row, marked, sign)]


def _facts_of_decision(facts: Facts, row: str, sign: str) -> list[str]:
    review = f"renders_review v JOIN renders_shot s ON s.id = v.shot_id WHERE v.id = {row}.review_id"
    return [
        facts.of_decision(row, f"{review} AND {row}.undone_at IS NULL", sign),
        facts.of_waiting(row, f"{review} AND {row}.unpublished_since IS NOT NULL", sign),
    ]


def _facts_of_publication(facts: Facts, row: str, sign: str) -> list[str]:
    decision = f"renders_decision d JOIN renders_review v ON v.id = d.review_id AND d.id = {row}.decision_id"
    return [facts.of_live(row, f"{decision} JOIN renders_shot s ON s.id = v.shot_id WHERE {is_live(row)}", sign)]


def _facts_of_finding(facts: Facts, row: str, sign: str) -> list[str]:
    """The first serious finding of a ready picture marks it, and the last one that goes takes the mark along.

    Postgres fires for the rows of one statement when all are written, SQLite after each: only the ids tell the first.
    """
    render = (
        f"renders_render r JOIN renders_shot s ON s.id = r.shot_id WHERE r.id = {row}.render_id AND {is_ordered('r')}"
    )
    others = has_serious_finding(f"{row}.render_id", f"f.id {'<' if row == 'NEW' else '<>'} {row}.id")
    return [facts.of_marked("r", f"{render} AND r.state = '{State.READY}' AND NOT {others}", sign)]


FACTS_OF = {
    "render": _facts_of_render,
    "decision": _facts_of_decision,
    "finding": _facts_of_finding,
    "publication": _facts_of_publication,
}
COUNTED_OF_RENDER = "state, was_charged, price_micros, state_changed_at"
COUNTED_OF_DECISION = "at, undone_at, verdict, reason, unpublished_since"
COUNTED_OF_PUBLICATION = "state, published_at"


def _triggers(facts: str, table: str, counted: str, condition: Callable[[str], str]) -> list[TallyTrigger]:
    """For each way to write a row, which counts at most while the condition holds."""
    either = f"{condition('OLD')} OR {condition('NEW')}"
    return [
        TallyTrigger(f"tally_of_new_{facts}", table, "INSERT", condition("NEW"), facts),
        TallyTrigger(f"tally_of_{facts}", table, f"UPDATE OF {counted}", either, facts),
        TallyTrigger(f"tally_of_deleted_{facts}", table, "DELETE", condition("OLD"), facts),
    ]


def _is_final(row: str) -> str:
    return f"{row}.state IN {FINAL_STATES}"


def _stands_or_waits(row: str) -> str:
    return f"({row}.undone_at IS NULL OR {row}.unpublished_since IS NOT NULL)"


IS_APPROVAL = "verdict = 'approve' AND undone_at IS NULL"
NOT_SENT = "NOT EXISTS (SELECT 1 FROM renders_publication p WHERE p.decision_id = renders_decision.id)"
SINCE = "UPDATE renders_decision SET unpublished_since = "

# Since when an approval waits to be sent out. Taking a decision back writes it with the same statement.
WAITING_TRIGGERS = [
    WritingTrigger(
        "approval_waits",
        "renders_decision",
        "INSERT",
        "NEW.verdict = 'approve' AND NEW.undone_at IS NULL",
        f"{SINCE}at WHERE id = NEW.id AND {NOT_SENT};",
    ),
    WritingTrigger(
        "decision_taken_back_waits_no_more",
        "renders_decision",
        "UPDATE OF undone_at",
        "NEW.undone_at IS NOT NULL AND NEW.unpublished_since IS NOT NULL",
        f"{SINCE}NULL WHERE id = NEW.id;",
    ),
    WritingTrigger(
        "approval_sent_waits_no_more",
        "renders_publication",
        "INSERT",
        "1 = 1",
        f"{SINCE}NULL WHERE id = NEW.decision_id AND unpublished_since IS NOT NULL;",
    ),
    WritingTrigger(
        "approval_waits_again",
        "renders_publication",
        "DELETE",
        "1 = 1",
        f"{SINCE}at WHERE id = OLD.decision_id AND {IS_APPROVAL} AND {NOT_SENT};",
    ),
]
TRIGGERS: list[TallyTrigger | WritingTrigger] = [
    *WAITING_TRIGGERS,
    *_triggers("render", "renders_render", COUNTED_OF_RENDER, _is_final),
    *_triggers("decision", "renders_decision", COUNTED_OF_DECISION, _stands_or_waits),
    *_triggers("publication", "renders_publication", COUNTED_OF_PUBLICATION, is_live),
    TallyTrigger("tally_of_new_finding", "renders_finding", "INSERT", f"NEW.severity IN {SERIOUS}", "finding"),
    TallyTrigger(
        "tally_of_deleted_finding", "renders_finding", "DELETE", f"OLD.severity IN {SERIOUS}", "finding", "BEFORE"
    ),
]
