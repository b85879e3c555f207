"""Orders with a customer's name: the kind of each answer is stored, its text is not."""

from renders.pipeline.discretion.provider import for_order, quiet_progress, quiet_sentence

__all__ = ["for_order", "quiet_progress", "quiet_sentence"]
