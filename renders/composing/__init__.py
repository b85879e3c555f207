"""Composing an order: form → contracts → quote → launch. Nothing is written before launch."""

from renders.composing.launching import NotLaunchable, TokenSpent, again, launch, stop
from renders.composing.plans import FreeRow, Plan, PlannedShot, Problem, free_plan, plan
from renders.composing.quotes import Quote

__all__ = [
    "FreeRow",
    "NotLaunchable",
    "Plan",
    "PlannedShot",
    "Problem",
    "Quote",
    "TokenSpent",
    "again",
    "free_plan",
    "launch",
    "plan",
    "stop",
]
