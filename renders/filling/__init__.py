"""A believable database of any size: two years of a team's work, for measuring pages and trying things out.

All rows satisfy what `manage.py verify` checks; the guards of the database stay in place while they are written.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalog.refusals import Refusal
from renders import demo
from renders.filling.candidates import Candidates
from renders.filling.catalogue import add_products
from renders.filling.files import SharedFiles
from renders.filling.governance import add_governance
from renders.filling.history import History
from renders.filling.judgements import Judgements
from renders.filling.ledger import Purse
from renders.filling.orders import Orders
from renders.filling.publishing import Publishing
from renders.filling.season import Season
from renders.filling.tables import Tables, vacuum
from renders.filling.team import add_team
from renders.models import Account, Decision, LedgerSum, Render, ShotSet, Tally

FEWEST_RENDERS = 100
WRITTEN_AT_ONCE = 5_000  # renders


class HoldsSets(Refusal):
    """The database holds sets already."""


def fill(
    renders: int, *, seed: int = 1, until: datetime | None = None, report: Callable[[int], None] = lambda done: None
) -> None:
    """Add two years of work with so many renders to a database without sets. The same seed makes the same rows,
    counted back from `until` (now). `report` hears how many renders are written.

    Raises `HoldsSets`, and `NoArtwork` where the demo's pictures are missing.
    """
    if ShotSet.objects.exists():
        raise HoldsSets("This database holds shot sets. Fill an empty one: point DATABASE_URL or DATA_DIR elsewhere.")
    season = Season(renders, until or timezone.now(), seed)
    tables = Tables()
    with transaction.atomic():
        demo.seed()
        files = SharedFiles.store()
        team = add_team(season.begins)
        assortment = add_products(season, files)
        choices = add_governance(season, team, tables, sample=assortment.colorways[0])
    purse = Purse(season, tables)
    candidates = Candidates(season, files, tables, purse)
    judgements, history = Judgements(season, team, files, tables), History(season, team, tables)
    approvals = []
    for order in Orders(season, team, assortment, choices).all():
        for shot in candidates.add(order):
            history.remember(shot)
            if approval := judgements.add(shot):
                approvals.append(approval)
        if len(tables.of(Render).rows) >= WRITTEN_AT_ONCE:
            tables.write()
            report(tables.of(Render).next_key - 1)
    Publishing(season, files, tables).add(approvals)
    history.add(choices)
    purse.add_budgets(team)
    for account in Account.objects.filter(is_enabled=True):
        account.make_due()
    tables.finish()
    Decision.objects.list_unpublished()
    Tally.objects.rebuild()
    LedgerSum.objects.rebuild()
    vacuum()
    report(renders)


__all__ = ["FEWEST_RENDERS", "HoldsSets", "fill"]
