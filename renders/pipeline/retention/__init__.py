"""Retention: rows and files are removed after their time, but nothing that a decision, a publication or another row
needs."""

from renders.pipeline.retention.counts import Counts, Report
from renders.pipeline.retention.needed import LEFT_OUT
from renders.pipeline.retention.rules import RULES, RetentionRule
from renders.pipeline.retention.running import apply, look
from renders.pipeline.retention.step import give_up, retain

__all__ = ["LEFT_OUT", "RULES", "Counts", "Report", "RetentionRule", "apply", "give_up", "look", "retain"]
