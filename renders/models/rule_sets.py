"""Rule sets: the limits of inspection that an admin changed, for one placement or for all."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Placement
from renders.models.actions import Action
from renders.models.events import record
from renders.models.fast_queries import FastManager, FastQuery, RawSql
from renders.models.findings import FindingFields
from renders.models.reinspections import Reinspection

# Measures are levels, percents, pixels and characters.
MAX_LIMIT = 1_000


class LimitChange(NamedTuple):
    """What one rule set says of one check; None and empty where it leaves things as they are."""

    check_name: str
    limit: float | None = None
    severity: str = ""


class ChangedRules(NamedTuple):
    """The limits and severities that differ from those that ship, and which rule sets say so."""

    limits: dict[str, float]
    severities: dict[str, str]
    revision: str


class RuleSetManager(models.Manager["RuleSet"]):
    def make(self, placement: Placement | None, changes: Iterable[LimitChange], *, by: User, note: str) -> "RuleSet":
        """A new version, in force at once. Pictures are measured again by it."""
        with transaction.atomic():
            rule_set = self.create(placement=placement, made_by=by, note=note)
            RuleLimit.objects.bulk_create(RuleLimit(rule_set=rule_set, **change._asdict()) for change in changes)
            rule_set.put_in_force()
        return rule_set

    def change_one(self, change: LimitChange, *, by: User, note: str) -> "RuleSet":
        """A new version for all placements that says this of one check, and what the version before says of others."""
        before = self.newest(None)
        others: Any = before.limits.exclude(check_name=change.check_name) if before else RuleLimit.objects.none()
        lines = [LimitChange(*line) for line in others.values_list("check_name", "limit", "severity")]
        return self.make(None, [*lines, change], by=by, note=note)

    def newest(self, placement_id: int | None) -> "RuleSet | None":
        """The version in force for this placement, or for all."""
        return self.filter(placement=placement_id).first()

    def in_force(self, placement_id: int | None) -> ChangedRules:
        """The limits for a picture of this placement. A limit of the placement wins over one for all placements.

        One query; the limits of a version never change.
        """
        own = RawSql("(placement_id IS NULL OR placement_id = %s)", (placement_id,))
        rows = RuleSet.fast.filter_sql(own).values_list("pk", "placement", "made_at")
        newest = {placement: (pk, made_at) for pk, placement, made_at in rows}
        return _changed_rules(tuple(newest[one] for one in dict.fromkeys((None, placement_id)) if one in newest))


class RuleSet(models.Model):
    """One version of what differs from the rules that ship. It is never changed: a change is a new version."""

    placement = models.ForeignKey(
        Placement,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rule_sets",
        help_text=gettext_lazy("Empty: it counts for all placements."),
    )
    note = models.CharField(max_length=200, help_text=gettext_lazy("Why: it stands in the audit log."))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = RuleSetManager()
    fast: ClassVar[FastManager[FastQuery]] = FastManager(FastQuery)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        place = str(self.placement) if self.placement else _("All placements")
        return _("%(place)s, version %(number)s") % {"place": place, "number": self.pk}

    def put_in_force(self) -> None:
        """The last step of making a version: its limits are there."""
        record(Action.RULES_CHANGED, by=self.made_by, note=f"{self}: {self.note}")
        Reinspection.objects.begin()


class RuleLimit(models.Model):
    """What a rule set says of one check."""

    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="limits")
    check_name = models.CharField("check", max_length=40)
    limit = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MAX_LIMIT)],
        help_text=gettext_lazy("Empty: as it was."),
    )
    severity = models.CharField(
        max_length=10,
        blank=True,
        choices=[one for one in FindingFields.Severity.choices if one[0] != FindingFields.Severity.UNJUDGED],
        help_text=gettext_lazy("Empty: as it was."),
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="one_limit_a_check", fields=["rule_set", "check_name"]),
            models.CheckConstraint(
                name="limit_is_in_range",
                condition=Q(limit=None) | Q(limit__gte=0, limit__lte=MAX_LIMIT),
            ),
        ]

    def __str__(self) -> str:
        return self.check_name


# The moment is part of the key: a row that was rolled back leaves its number to another one.
@lru_cache(maxsize=256)
def _changed_rules(versions: tuple[tuple[int, datetime], ...]) -> ChangedRules:
    """Of these versions, the later ones before the earlier ones."""
    limits: dict[str, float] = {}
    severities: dict[str, str] = {}
    for pk, _made_at in versions:
        changes: Any = RuleLimit.objects.filter(rule_set=pk).values_list("check_name", "limit", "severity")
        for check_name, limit, severity in changes:
            limits |= {} if limit is None else {check_name: limit}
            severities |= {check_name: severity} if severity else {}
    return ChangedRules(limits, severities, "-".join(str(pk) for pk, _made_at in versions))
