"""The panels of the page Insights: each a chart, and the table that it is drawn from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import ImageModel, Placement, PromptVersion
from config.people import name_of
from renders.insights.overview import InsightFigures
from renders.insights.performance import Performance
from renders.insights.provider_health import provider_health
from renders.insights.scope import MONTH
from renders.insights.tables import Column, FigureTable, Kind
from renders.models import Decision

Label = str | Promise


@dataclass(frozen=True)
class Panel:
    """`drawn` is the label of the column that the chart shows, `marked` of one that it marks beside it."""

    title: Label
    description: Label
    table: FigureTable
    drawn: Label
    marked: Label = ""
    is_over_time: bool = False


def spend(overview: InsightFigures) -> Panel:
    columns = [Column(_("Candidates")), Column(_("Pictures")), Column(_("Spent"), Kind.AMOUNT)]
    rows = [(bar, one.candidates, one.drawn, one.spent_micros) for bar, one in over_time(overview)]
    description = _("What renders cost that ended in this time, failed ones that were billed included.")
    return Panel(
        _("Spend over time"), description, table_over_time("spend", overview, columns, rows), _("Spent"), "", True
    )


def cost(overview: InsightFigures) -> Panel:
    columns = [Column(_("Spent"), Kind.AMOUNT), Column(_("Approved")), Column(_("Cost per approved"), Kind.AMOUNT)]
    rows = [(bar, one.spent_micros, one.approved, one.cost_per_approved) for bar, one in over_time(overview)]
    description = _("Everything that was spent, divided by the pictures that were approved in the same time.")
    table = table_over_time("cost", overview, columns, rows)
    return Panel(_("Cost per approved picture"), description, table, _("Cost per approved"), is_over_time=True)


def approval_time(overview: InsightFigures) -> Panel:
    waits = overview.waits_by_bar
    columns = [
        Column(_("Approvals")),
        Column(_("Median"), Kind.MINUTES),
        Column(_("Nine of ten within"), Kind.MINUTES),
    ]
    rows = [
        (bar, waits[bar].approvals, waits[bar].median, waits[bar].p90) if bar in waits else (bar, 0, None, None)
        for bar in overview.bars
    ]
    description = _(
        "From the launch of the set to the approval. A bar is the median: half took longer. A line stands where nine "
        "of ten were approved."
    )
    table = table_over_time("approval-time", overview, columns, rows)
    return Panel(
        _("From launch to approval"), description, table, _("Median"), _("Nine of ten within"), is_over_time=True
    )


def over_time(overview: InsightFigures) -> list[tuple[Any, Performance]]:
    return [(bar, overview.by_bar.get(bar, Performance())) for bar in overview.bars]


def table_over_time(code: str, overview: InsightFigures, columns: list[Column], rows: list[Any]) -> FigureTable:
    is_month = overview.scope.step == MONTH
    first = Column(_("Month"), Kind.MONTH) if is_month else Column(_("From"), Kind.DAY)
    return FigureTable(code, [first, *columns], rows)


def versions(overview: InsightFigures) -> Panel:
    named = PromptVersion.objects.select_related("template").in_bulk(list(overview.by_row["version"]))
    return approvals("versions", _("Approval rate by version"), _("Version"), overview.by_row["version"], named)


def image_models(overview: InsightFigures) -> Panel:
    named = ImageModel.objects.in_bulk(list(overview.by_row["image_model"]))
    title = _("Approval rate by image model")
    return approvals("image-models", title, _("Image model"), overview.by_row["image_model"], named)


def placements(overview: InsightFigures) -> Panel:
    named = Placement.objects.in_bulk(list(overview.by_row["placement"]))
    return approvals("placements", _("Approval rate by placement"), _("Placement"), overview.by_row["placement"], named)


def launchers(overview: InsightFigures) -> Panel:
    named = people(overview.by_row["launcher"])
    return approvals("launchers", _("Approval rate by launcher"), _("Launched by"), overview.by_row["launcher"], named)


def approvals(
    code: str, title: Label, label: Label, performances: Mapping[int, Performance], named: Mapping[int, Any]
) -> Panel:
    """Rows by approvals, those with the most decisions first."""
    columns = [
        Column(label, Kind.TEXT),
        Column(_("Candidates")),
        Column(_("Spent"), Kind.AMOUNT),
        Column(_("Decided")),
        Column(_("Approved")),
        Column(_("Approval rate"), Kind.SHARE),
        Column(_("Cost per approved"), Kind.AMOUNT),
    ]
    rows = [
        (name, one.candidates, one.spent_micros, one.decided, one.approved, one.rate, one.cost_per_approved)
        for name, one in ranked(performances, named)
    ]
    description = _("Of the pictures that were decided, how many were approved. The most decided come first.")
    return Panel(title, description, FigureTable(code, columns, rows), _("Approval rate"))


def reviewers(overview: InsightFigures) -> Panel:
    performances = overview.by_row["reviewer"]
    columns = [
        Column(_("Decided by"), Kind.TEXT),
        Column(_("Decided")),
        Column(_("Approved")),
        Column(_("Rejected")),
        Column(_("Approval rate"), Kind.SHARE),
    ]
    rows = [
        (name, one.decided, one.approved, sum(one.reasons.values()), one.rate)
        for name, one in ranked(performances, people(performances))
    ]
    description = _("How often each reviewer approved. Different work explains more of it than different eyes.")
    return Panel(
        _("Approval rate by reviewer"), description, FigureTable("reviewers", columns, rows), _("Approval rate")
    )


def ranked(performances: Mapping[int, Performance], named: Mapping[int, Any]) -> list[tuple[str, Performance]]:
    """Names with their figures, the most decided first. What is no more goes by its number."""
    rows = [(str(named.get(pk, f"#{pk}")), one) for pk, one in performances.items() if one.candidates or one.decided]
    return sorted(rows, key=lambda row: (-row[1].decided, -row[1].candidates, row[0]))


def people(performances: Mapping[int, Performance]) -> dict[int, str]:
    users: Mapping[int, User] = get_user_model().objects.in_bulk(list(performances))
    return {pk: name_of(user) for pk, user in users.items()}


def reasons(overview: InsightFigures) -> Panel:
    counted, labels = overview.total.reasons, dict(Decision.Reason.choices)
    all_of_them = sum(counted.values())
    rows = [
        (labels.get(code, code), count, count / all_of_them)
        for code, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        if count
    ]
    columns = [Column(_("Reason"), Kind.TEXT), Column(_("Rejected")), Column(_("Share"), Kind.SHARE)]
    description = _("What reviewers gave as the reason when they rejected a picture.")
    return Panel(_("Reject reasons"), description, FigureTable("reasons", columns, rows), _("Rejected"))


def providers(overview: InsightFigures) -> Panel:
    columns = [
        Column(_("Account"), Kind.TEXT),
        Column(_("Ready")),
        Column(_("Failed")),
        Column(_("Failure rate"), Kind.SHARE),
        Column(_("In doubt now")),
        Column(_("Median time"), Kind.SECONDS),
    ]
    rows = [
        (str(one.account), one.ready, one.failed, one.failure_rate, one.in_doubt, one.median_seconds)
        for one in provider_health(overview.scope)
    ]
    description = _(
        "Of the renders that ended in the period, how many failed. The median time runs from sending the request to "
        "the picture. Only the period counts here, no other filter."
    )
    return Panel(_("Failures by account"), description, FigureTable("providers", columns, rows), _("Failure rate"))


# In the order of the page.
PANELS: dict[str, Callable[[InsightFigures], Panel]] = {
    "spend": spend,
    "cost": cost,
    "approval-time": approval_time,
    "providers": providers,
    "reasons": reasons,
    "reviewers": reviewers,
    "versions": versions,
    "image-models": image_models,
    "placements": placements,
    "launchers": launchers,
}
