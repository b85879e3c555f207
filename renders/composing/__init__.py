"""Composing an order: form → contracts → quote → launch. Nothing is written before launch."""

from renders.composing.launching import NotLaunchable, TokenSpent, again, launch, stop
from renders.composing.plans import Plan, PlannedShot, Problem, plan
from renders.composing.quotes import Quote

__all__ = ["NotLaunchable", "Plan", "PlannedShot", "Problem", "Quote", "TokenSpent", "again", "launch", "plan", "stop"]
