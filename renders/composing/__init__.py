"""Composing an order: form → contracts → quote and estimate → launch. Nothing is written before launch."""

from renders.composing.after_launch import retry_render, stop
from renders.composing.availability import default_model_for
from renders.composing.dueling import DuelAlreadyOpen, DuelTerms, duel_plans, open_ready_duel, order_duel, ready_pairs
from renders.composing.estimates import Estimate
from renders.composing.governance import Problem
from renders.composing.launching import NotLaunchable, TokenAlreadyUsed, find_launched, launch
from renders.composing.options import NO_OPTIONS, OrderOptions, photo_of, usable_references
from renders.composing.outlook import Outlook
from renders.composing.plans import LoadedRows, PictureRow, Plan, plan, plan_pictures
from renders.composing.quotes import Quote, SetQuote
from renders.composing.set_plans import PlacementChoices, PlanLine, SetPlan, model_instead, plan_set
from renders.composing.shots.planned import PlannedShot

__all__ = [
    "DuelAlreadyOpen",
    "LoadedRows",
    "PlacementChoices",
    "PlanLine",
    "SetPlan",
    "SetQuote",
    "PictureRow",
    "DuelTerms",
    "NotLaunchable",
    "NO_OPTIONS",
    "OrderOptions",
    "photo_of",
    "usable_references",
    "Outlook",
    "Plan",
    "PlannedShot",
    "Problem",
    "Quote",
    "Estimate",
    "TokenAlreadyUsed",
    "duel_plans",
    "plan_pictures",
    "plan_set",
    "model_instead",
    "launch",
    "retry_render",
    "default_model_for",
    "order_duel",
    "plan",
    "open_ready_duel",
    "ready_pairs",
    "find_launched",
    "stop",
]
