"""What is kept of orders with a customer's name: kinds of answers, not their texts."""

from renders.pipeline.discretion.provider import for_order, quiet_progress, quiet_sentence

__all__ = ["for_order", "quiet_progress", "quiet_sentence"]
