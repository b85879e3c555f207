"""The tallies behind the page Insights: each day's facts, by everything that the page filters and groups by."""

from django.conf import settings
from django.db import models

from renders.models.fact_counts import FactCount, reference
from renders.models.renders import FINAL
from renders.models.tally_triggers import NOT_MEASURED

VERDICTS = ("approve", "reject", "changes")


class InsightTally(FactCount):
    """How many renders ended and how many decisions were made on one day.

    `account` is of renders alone, `reviewer` of decisions alone. `minutes` is of approvals: from the launch of the set.
    """

    KEY = (
        "day",
        "version_id",
        "image_model_id",
        "placement_id",
        "launcher_id",
        "account_id",
        "reviewer_id",
        "measure",
        "reason",
        "minutes",
    )
    MEASURES = frozenset({*FINAL, *VERDICTS})

    day = models.DateField()
    version = reference("catalog.PromptVersion")
    image_model = reference("catalog.ImageModel")
    placement = reference("catalog.Placement")
    launcher = reference(settings.AUTH_USER_MODEL)
    account = reference("renders.Account")
    reviewer = reference(settings.AUTH_USER_MODEL)
    reason = models.CharField(max_length=12, blank=True)
    minutes = models.IntegerField(default=NOT_MEASURED)
    micros = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "insight tallies"
        constraints = [
            models.UniqueConstraint(
                name="insight_tally_once",
                fields=[
                    "day",
                    "version",
                    "image_model",
                    "placement",
                    "launcher",
                    "account",
                    "reviewer",
                    "measure",
                    "reason",
                    "minutes",
                ],
            )
        ]


class AccountTally(FactCount):
    """How many renders of an account ended how on one day; `seconds` is how long ready ones took."""

    KEY = ("day", "account_id", "measure", "seconds")
    MEASURES = frozenset(FINAL)

    day = models.DateField()
    account = reference("renders.Account")
    seconds = models.IntegerField(default=NOT_MEASURED)

    class Meta:
        verbose_name_plural = "account tallies"
        constraints = [
            models.UniqueConstraint(name="account_tally_once", fields=["day", "account", "measure", "seconds"])
        ]
