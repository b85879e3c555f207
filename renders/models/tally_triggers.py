"""The SQL of tallies: what counts of a render, a decision and a finding, and the triggers that write it down.

A trigger sees every write, whoever makes it, inside its own transaction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from catalog.guards import WritingTrigger, dropped, writing_trigger
from renders.models.findings import Finding
from renders.models.renders import FINAL, State

COLUMNS = (
    "version_id",
    "image_model_id",
    "placement_id",
    "launcher_id",
    "account_id",
    "reviewer_id",
    "day",
    "measure",
    "reason",
    "seconds",
    "minutes",
    "count",
    "micros",
)
# The account of what is not a render, and the reviewer of what is not a decision.
NOBODY = 0
# Times are counted in whole seconds up to 20, in twos up to 40, in fours up to 80 and so on: a median needs few rows.
FINE_STEPS, COARSEST_SECONDS = 20, 64
# So are the minutes from a launch to an approval: to the minute up to 20, to half an hour up to half a day.
COARSEST_MINUTES = 512
NOT_MEASURED = -1
MARKED, WAITING, LIVE = "marked", "waiting", "live"


def listed(values: Sequence[str]) -> str:
    """SQL: these texts, in brackets."""
    return "(" + ", ".join(f"'{value}'" for value in sorted(values)) + ")"


FINAL_STATES = listed([*FINAL])
SERIOUS = listed(Finding.SERIOUS)


@dataclass(frozen=True)
class Facts:
    """SQL for the rows of COLUMNS that a source adds to the tallies, on one kind of database."""

    vendor: str

    def of_render(self, row: str, source: str, sign: str = "1") -> str:
        """One fact a final render: its state, how long it took, what it cost."""
        micros = f"CASE WHEN {row}.state = '{State.READY}' OR {row}.was_charged THEN {row}.price_micros ELSE 0 END"
        seconds = f"CASE WHEN {row}.state = '{State.READY}' THEN {self._seconds_of(row)} ELSE {NOT_MEASURED} END"
        said = {"account_id": f"{row}.account_id", "seconds": seconds, "micros": f"{sign} * ({micros})"}
        return self._select(source, f"{row}.state_changed_at", f"{row}.state", sign, **said)

    def of_marked(self, row: str, source: str, sign: str = "1") -> str:
        """One fact a ready render with a serious finding; `row` is the render."""
        return self._select(source, f"{row}.state_changed_at", f"'{MARKED}'", sign)

    def of_decision(self, row: str, source: str, sign: str = "1") -> str:
        """One fact a standing decision: who made it, its verdict and reason, and how long after the launch it came."""
        minutes = f"CASE WHEN {row}.verdict = 'approve' THEN {self._minutes_to(f'{row}.at')} ELSE {NOT_MEASURED} END"
        said = {"reviewer_id": f"{row}.by_id", "reason": f"{row}.reason", "minutes": minutes}
        return self._select(source, f"{row}.at", f"{row}.verdict", sign, **said)

    def of_waiting(self, row: str, source: str, sign: str = "1") -> str:
        """One fact an approval that nobody has sent out; `row` is the decision."""
        return self._select(source, f"{row}.unpublished_since", f"'{WAITING}'", sign)

    def of_live(self, row: str, source: str, sign: str = "1") -> str:
        """One fact a live publication."""
        return self._select(source, f"{row}.published_at", f"'{LIVE}'", sign)

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

    def _select(self, source: str, moment: str, measure: str, sign: str, **said: str) -> str:
        values = {
            "version_id": "s.version_id",
            "image_model_id": "s.image_model_id",
            "placement_id": "s.placement_id",
            "launcher_id": _of_set("o.launched_by_id"),
            "account_id": f"{NOBODY}",
            "reviewer_id": f"{NOBODY}",
            "day": self._day(moment),
            "measure": measure,
            "reason": "''",
            "seconds": f"{NOT_MEASURED}",
            "minutes": f"{NOT_MEASURED}",
            "count": sign,
            "micros": "0",
            **said,
        }
        named = ", ".join(f"{values[column]} AS {column}" for column in COLUMNS)
        return f"SELECT {named} FROM {source}"  # noqa: S608 - our own SQL

    def _seconds_of(self, row: str) -> str:
        """From sending the request to the picture, as counted; the attempt is `row`'s."""
        counted = self._counted(self._seconds_between("a.sent_at", f"{row}.state_changed_at"), COARSEST_SECONDS)
        sent = f"SELECT {counted} FROM renders_attempt a WHERE a.id = {row}.attempt_id AND a.sent_at IS NOT NULL"  # noqa: S608
        return f"COALESCE(({sent}), {NOT_MEASURED})"

    def _minutes_to(self, moment: str) -> str:
        """From the launch of the set, as counted."""
        return _of_set(self._counted(f"({self._seconds_between('o.launched_at', moment)}) / 60", COARSEST_MINUTES))

    def _seconds_between(self, early: str, late: str) -> str:
        if self.vendor == "sqlite":
            return f"(julianday({late}) - julianday({early})) * 86400"
        return f"EXTRACT(EPOCH FROM ({late} - {early}))"

    def _counted(self, took: str, coarsest: int) -> str:
        """SQL: a time in the steps in which times are counted."""
        larger = "MAX" if self.vendor == "sqlite" else "GREATEST"
        whole = f"{larger}(0, CAST(ROUND({took}) AS INTEGER))"
        counted, step = f"CASE WHEN {whole} < {FINE_STEPS} THEN {whole}", 2
        while step < coarsest:
            counted += f" WHEN {whole} < {FINE_STEPS * step} THEN {_nearest(whole, step)}"
            step *= 2
        return f"{counted} ELSE {_nearest(whole, step)} END"

    def _day(self, moment: str) -> str:
        return f"date({moment})" if self.vendor == "sqlite" else f"CAST({moment} AT TIME ZONE 'UTC' AS date)"


def _nearest(time: str, step: int) -> str:
    """SQL: the nearest multiple of a step, in whole numbers."""
    return f"({time} + {step // 2}) / {step} * {step}"


def _of_set(column: str) -> str:
    """SQL: what the set `o` of the shot `s` says."""
    return f"(SELECT {column} FROM renders_shotset o WHERE o.id = s.shot_set_id)"  # noqa: S608 - our own SQL


def has_serious_finding(render: str, condition: str = "1 = 1") -> str:
    """SQL: the render has a warning or a blocking finding `f` for which the condition holds."""
    findings = f"SELECT 1 FROM renders_finding f WHERE f.render_id = {render} AND {condition}"  # noqa: S608 - our own SQL
    return f"EXISTS ({findings} AND f.severity IN {SERIOUS})"


def is_ordered(row: str) -> str:
    """SQL: the render was bought or drawn. One that is made of another says nothing about model or prompt."""
    return f"{row}.parent_id IS NULL"


def is_live(row: str) -> str:
    """SQL: the publication is read back and in its place; while it is withdrawn it still is."""
    return f"({row}.state IN ('published', 'withdrawing') AND {row}.published_at IS NOT NULL)"


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
