"""Composing an order: form → contracts → quote → launch. Nothing is written before launch."""

from renders.composing.governing import Problem
from renders.composing.launching import NotLaunchable, TokenSpent, again, launch, same_before, stop
from renders.composing.plans import FreeRow, Plan, PlannedShot, free_plan, plan
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
    "same_before",
    "stop",
]
