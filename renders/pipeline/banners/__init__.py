"""Banners with a customer's name: asked for by a program, drawn here, erased when their time is over.

The name stands nowhere but encrypted in the row that waits for a worker, and goes when the attempt ends, however it
does.
"""

from renders.pipeline.banners.erasing import erase_picture, give_up_erasing
from renders.pipeline.banners.making import give_up, make_picture

__all__ = ["erase_picture", "give_up", "give_up_erasing", "make_picture"]
