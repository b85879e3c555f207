"""Webhooks on their way out: the endpoints and their secrets, the signature, sending and trying again.

A delivery is at least once: a worker that dies after sending leaves it to another, which sends it again under the same
id. Receivers tell repetitions by that id.
"""

from renders.pipeline.webhooks.delivering import MOST_IN_ONE_STEP, deliver, give_up
from renders.pipeline.webhooks.housekeeping import clean_up

__all__ = ["MOST_IN_ONE_STEP", "deliver", "give_up", "clean_up"]
