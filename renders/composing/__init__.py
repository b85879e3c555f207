"""Composing an order: form → contracts → quote → launch. Nothing is written before launch."""

from renders.composing.dueling import DuelStands, Meeting, duel_plans, order_duel, ready_duel, ready_pairs
from renders.composing.governing import Problem
from renders.composing.launching import NotLaunchable, TokenSpent, again, launch, same_before, stop
from renders.composing.offering import model_for
from renders.composing.plans import FreeRow, Plan, PlannedShot, free_plan, plan
from renders.composing.quotes import Quote

__all__ = [
    "DuelStands",
    "FreeRow",
    "Meeting",
    "NotLaunchable",
    "Plan",
    "PlannedShot",
    "Problem",
    "Quote",
    "TokenSpent",
    "again",
    "duel_plans",
    "free_plan",
    "launch",
    "model_for",
    "order_duel",
    "plan",
    "ready_duel",
    "ready_pairs",
    "same_before",
    "stop",
]
