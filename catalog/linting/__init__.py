"""Reads a prompt as an experienced person would before money is spent on it: what is missing, what a model cannot do.

Rules are rows (`catalog.linting.rules`); prompt, placements and models come in as values.
"""

from catalog.linting.briefs import Brief, Kind, Model, Place
from catalog.linting.findings import Finding, Fix
from catalog.linting.rules import RULES, lint

__all__ = ["RULES", "Brief", "Finding", "Fix", "Kind", "Model", "Place", "lint"]
