"""Of answers to orders with a customer's name the kind is kept, not the text."""

from renders.pipeline.discretion.provider import for_order, quiet_progress, quiet_sentence

__all__ = ["for_order", "quiet_progress", "quiet_sentence"]
