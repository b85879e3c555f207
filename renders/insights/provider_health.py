"""How reliable and how fast each account was in a period, and what of it is in doubt now."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Sum

from renders.insights.performance import median_of
from renders.insights.scope import InsightScope
from renders.models import Account, Render
from renders.models.fact_counts import summed
from renders.models.tally_triggers import NOT_MEASURED


@dataclass
class AccountHealth:
    """The renders of one account that ended in the period, and those in doubt now."""

    account: Account
    ready: int = 0
    failed: int = 0
    in_doubt: int = 0
    times: Counter[int] = field(default_factory=Counter)

    @property
    def failure_rate(self) -> float | None:
        """The share of ended renders that failed; None where none ended."""
        ended = self.ready + self.failed
        return self.failed / ended if ended else None

    @property
    def median_seconds(self) -> float | None:
        """From sending a request to a picture that is ready."""
        return median_of(self.times) if self.times else None


def provider_health(scope: InsightScope) -> list[AccountHealth]:
    """The accounts that drew something in the period or have something in doubt. Three queries."""
    accounts = {account.pk: AccountHealth(account) for account in Account.objects.order_by("provider", "name")}
    sums = summed(*scope.facts_of_accounts(), ("account", "measure", "seconds"), {"count": Sum("count")})
    for (account, measure, seconds), [count] in sums.items():
        if health := accounts.get(account):
            health.ready += count if measure == Render.State.READY else 0
            health.failed += count if measure == Render.State.FAILED else 0
            if seconds != NOT_MEASURED and count:
                health.times[seconds] += count
    for account, count in renders_in_doubt():
        accounts[account].in_doubt = count
    return [one for one in accounts.values() if one.ready or one.failed or one.in_doubt]


def renders_in_doubt() -> list[tuple[int, int]]:
    """(account, number) of renders of which nobody knows whether they were accepted."""
    in_doubt = Render.objects.unfinished().filter(state=Render.State.IN_DOUBT)
    return list(in_doubt.order_by().values_list("account").annotate(count=Count("pk")))
