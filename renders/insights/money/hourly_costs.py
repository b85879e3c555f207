"""What servers cost by the hour, spread over the pictures that were drawn on them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, Sum

from renders.insights.scope import InsightScope
from renders.models import AccountTally, Render, ServerHours, TallyChange
from renders.models.fact_counts import summed

COUNT = {"count": Sum("count")}

# (account, day) and what a picture of that account and day costs, in micro-dollars.
Rates = dict[tuple[int, date], float]


def shares_by(scope: InsightScope, columns: Sequence[str]) -> dict[tuple[Any, ...], float]:
    """What the pictures in scope cost by the hour, by these columns of their facts. One query where nothing is booked,
    else one more, and one for each booking."""
    if not (rates := rates_of(scope)):
        return {}
    is_hourly = Q(measure=Render.State.READY, account__in={account for account, _day in rates})
    is_hourly &= Q(day__range=(min(day for _account, day in rates), max(day for _account, day in rates)))
    folded, not_folded = (rows.filter(is_hourly) for rows in scope.facts())
    shares: defaultdict[tuple[Any, ...], float] = defaultdict(float)
    for key, [count] in summed(folded, not_folded, (*columns, "account", "day"), COUNT).items():
        shares[key[:-2]] += count * rates.get(key[-2:], 0)
    return dict(shares)


def rates_of(scope: InsightScope) -> Rates:
    """What one picture costs by the hour: each booking by the pictures of its account in its days."""
    booked = ServerHours.objects.filter(first_day__lte=scope.today)
    if scope.since:
        booked = booked.filter(last_day__gte=scope.since)
    rates: defaultdict[tuple[int, date], float] = defaultdict(float)
    for hours in booked:
        if pictures := pictures_of(hours):
            for at in range((hours.last_day - hours.first_day).days + 1):
                day = hours.first_day + timedelta(days=at)
                rates[hours.account_id, day] += hours.cost_micros / pictures
    return dict(rates)


def pictures_of(hours: ServerHours) -> int:
    """How many pictures the account drew in the days of a booking, whoever ordered them."""
    days = (hours.first_day, hours.last_day)
    drawn = {"measure": Render.State.READY, "account": hours.account_id, "day__range": days}
    sums = summed(AccountTally.objects.filter(**drawn), TallyChange.objects.filter(**drawn), ("account",), COUNT)
    return sum(count for [count] in sums.values())
