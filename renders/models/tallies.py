"""Tallies: how many renders ended how, what they cost, and how reviewers decided, by prompt version and image model.

Pages read these sums instead of the history. Triggers (`tally_triggers.py`) write every change beside its cause, as a
row of its own: sums that everybody updates would make one worker wait for the other. The clock folds the changes into
the sums, and whoever reads adds those that are not folded yet.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Q, Sum

from renders.models.fact_counts import FactCount, reference, summed
from renders.models.insight_tallies import AccountTally, InsightTally
from renders.models.tally_triggers import COLUMNS, NOT_MEASURED, Facts, listed

FOLDED_AT_ONCE = 5_000


class Total(NamedTuple):
    """A sum by the columns in `key`. `seconds` is how long such pictures took, or NOT_MEASURED."""

    key: tuple[Any, ...]
    measure: str
    reason: str
    seconds: int
    number: int
    micros: int


class TallyChange(FactCount):
    """A change that is not folded yet."""

    version = reference("catalog.PromptVersion")
    image_model = reference("catalog.ImageModel")
    placement = reference("catalog.Placement")
    launcher = reference(settings.AUTH_USER_MODEL)
    account = reference("renders.Account")
    reviewer = reference(settings.AUTH_USER_MODEL)
    day = models.DateField()
    reason = models.CharField(max_length=12)
    seconds = models.IntegerField()
    minutes = models.IntegerField()
    micros = models.BigIntegerField()

    @classmethod
    def of(cls, row: Sequence[Any]) -> "TallyChange":
        """From the values of COLUMNS as a database gives them: SQLite knows no dates, Postgres sums decimals."""
        fields: dict[str, Any] = {field.attname: field for field in cls._meta.fields}
        return cls(**{name: fields[name].to_python(value) for name, value in zip(COLUMNS, row, strict=True)})


class DayTallyManager(models.Manager["DayTally"]):
    """Sums of days."""

    def compared(self, early: Q, late: Q) -> dict[tuple[int, int, str], list[int]]:
        """How many facts of the early and of the late days, by version, image model and measure. One query."""
        amounts = {"early": Sum("count", filter=early, default=0), "late": Sum("count", filter=late, default=0)}
        sums = summed(self.filter(early | late), TallyChange.objects.filter(early | late), KEY_OF_PERIOD, amounts)
        return {(key[0], key[1], key[2]): counts for key, counts in sums.items()}


KEY_OF_PERIOD = ("version", "image_model", "measure")


class DayTally(FactCount):
    """The facts of one day, for comparing times with each other."""

    KEY = ("version_id", "day", "image_model_id", "measure")

    version = reference("catalog.PromptVersion")
    image_model = reference("catalog.ImageModel")
    day = models.DateField()

    objects = DayTallyManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="day_tally_once", fields=["version", "day", "image_model", "measure"])
        ]


class TallyManager(models.Manager["Tally"]):
    """Sums of all time."""

    def totals(self, by: Sequence[str], **only: Any) -> list[Total]:
        """The sums by these columns, of rows with the values in `only`. One query."""
        columns, of_columns = (*by, "measure", "reason", "seconds"), len(by)
        asked = {*by, *(path.partition("__")[0] for path in only)}
        kept = ModelTally.objects if asked <= {"image_model"} else self
        amounts = {"count": Sum("count"), "micros": Sum("micros")}
        sums = summed(kept.filter(**only), TallyChange.objects.filter(**only), columns, amounts)
        return [Total(key[:of_columns], *key[of_columns:], *sum_) for key, sum_ in sums.items() if sum_[0]]

    def counts(self) -> Counter[str]:
        """How many facts of each measure there are in all. One query."""
        everything = MeasureTally.objects.all(), TallyChange.objects.all()
        return Counter(
            {key[0]: count for key, [count] in summed(*everything, ("measure",), {"count": Sum("count")}).items()}
        )

    def fold(self) -> int:
        """Add the changes to the sums; the number of changes. Several workers may fold at once."""
        with transaction.atomic():
            changes = list(TallyChange.objects.select_for_update(skip_locked=True).order_by("pk")[:FOLDED_AT_ONCE])
            if not changes:
                return 0
            for model in KEPT:
                add(model, changes)
            TallyChange.objects.filter(pk__in=[one.pk for one in changes]).delete()
        return len(changes)

    def rebuild(self) -> None:
        """Count everything anew, from the rows themselves. Whoever changes what is counted waits meanwhile."""
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("LOCK TABLE renders_tallychange IN EXCLUSIVE MODE")
            TallyChange.objects.all().delete()
            facts = sum_of(COLUMNS[:-2], ("count", "micros"), all_facts())
            cursor.execute(f"CREATE TEMPORARY TABLE counted AS {facts}")
            for model in KEPT:
                model._base_manager.all().delete()
                amounts = amounts_of(model)
                columns = ", ".join([*model.KEY, *amounts])
                sums = sum_of(model.KEY, amounts, f"SELECT * FROM counted{where_kept(model)}")  # noqa: S608
                cursor.execute(f"INSERT INTO {model._meta.db_table} ({columns}) {sums}")
            cursor.execute("DROP TABLE counted")

    def differences(self) -> list[str]:
        """A sentence for every sum that is not what the rows say."""
        with connection.cursor() as cursor:
            cursor.execute(sum_of(COLUMNS[:-2], ("count", "micros"), all_facts()))
            counted = [TallyChange.of(row) for row in cursor.fetchall()]
        return [sentence for model in KEPT for sentence in differences_of(model, counted)]


def differences_of(model: type[FactCount], counted: Iterable[TallyChange]) -> list[str]:
    """Where this kind of sum is not what was counted."""
    amounts = {name: Sum(name) for name in amounts_of(model)}
    not_folded = TallyChange.objects.all()
    if model.MEASURES is not None:
        not_folded = not_folded.filter(measure__in=model.MEASURES)
    kept = summed(model._base_manager.all(), not_folded, model.KEY, amounts)
    right = {key: [sums[name] for name in amounts] for key, sums in sums_by(model, counted).items()}
    zero = [0] * len(amounts)
    keys = [key for key in {*kept, *right} if kept.get(key, zero) != right.get(key, zero)]
    return [
        f"The {model._meta.verbose_name} of {key} is {kept.get(key, zero)}, the rows say {right.get(key, zero)}"
        for key in sorted(keys)
    ]


def amounts_of(model: type[FactCount]) -> list[str]:
    """What a kind of sum adds up."""
    return [name for name in ("count", "micros") if hasattr(model, name)]


def all_facts() -> str:
    """SQL for the facts of every row there is."""
    return " UNION ALL ".join(Facts(connection.vendor).all())


def sum_of(key: Sequence[str], amounts: Sequence[str], facts: str) -> str:
    """SQL for the sums of these facts by `key`."""
    columns = ", ".join([*key, *(f"SUM({one}) AS {one}" for one in amounts)])
    return f"SELECT {columns} FROM ({facts}) AS facts GROUP BY {', '.join(key)}"  # noqa: S608 - our own SQL


def where_kept(model: type[FactCount]) -> str:
    """SQL: the facts that this kind of sum keeps."""
    return "" if model.MEASURES is None else f" WHERE measure IN {listed([*model.MEASURES])}"


def sums_by(model: type[FactCount], changes: Iterable[TallyChange]) -> dict[tuple[Any, ...], Counter[str]]:
    sums: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    for one in changes:
        if model.keeps(one.measure):
            sums[tuple(getattr(one, name) for name in model.KEY)].update(count=one.count, micros=one.micros)
    return sums


def add(model: type[FactCount], changes: Iterable[TallyChange]) -> None:
    """Add changes to one kind of sum, in the order of its keys: no two transactions wait for each other."""
    sums = sums_by(model, changes)
    rows, amounts = sorted(sums), amounts_of(model)
    new = [model(**dict(zip(model.KEY, row, strict=True)), **dict.fromkeys(amounts, 0)) for row in rows]
    model._base_manager.bulk_create(new, ignore_conflicts=True)
    for row in rows:
        added = {name: F(name) + sums[row][name] for name in amounts}
        model._base_manager.filter(**dict(zip(model.KEY, row, strict=True))).update(**added)


class Performed(FactCount):
    """What scoreboards add up. `reason` is a rejection's; `seconds` is how long ready pictures took."""

    reason = models.CharField(max_length=12, blank=True)
    seconds = models.IntegerField(default=NOT_MEASURED)
    micros = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class Tally(Performed):
    """The facts of one prompt version with one image model, of all time."""

    KEY = ("version_id", "image_model_id", "measure", "reason", "seconds")

    version = reference("catalog.PromptVersion")
    image_model = reference("catalog.ImageModel")

    objects = TallyManager()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(
                name="tally_once", fields=["version", "image_model", "measure", "reason", "seconds"]
            )
        ]


class ModelTally(Performed):
    """The facts of one image model with any prompt, of all time."""

    KEY = ("image_model_id", "measure", "reason", "seconds")

    image_model = reference("catalog.ImageModel")

    class Meta:
        verbose_name_plural = "model tallies"
        constraints = [
            models.UniqueConstraint(name="model_tally_once", fields=["image_model", "measure", "reason", "seconds"])
        ]


class MeasureTally(FactCount):
    """All facts of one measure."""

    KEY = ("measure",)

    class Meta:
        verbose_name_plural = "measure tallies"
        constraints = [models.UniqueConstraint(name="measure_tally_once", fields=["measure"])]


# Always in this order, so that two that fold never wait for each other.
KEPT: tuple[type[FactCount], ...] = (Tally, ModelTally, DayTally, MeasureTally, InsightTally, AccountTally)
