"""Reading the text of ready pictures."""

from renders.pipeline.reading.step import READER, State, give_up, read_text

__all__ = ["READER", "State", "give_up", "read_text"]
