"""Where an installation has its rows and its messages: the forms in which Packshot runs, and what can befall them."""

from tests.faults.backing.forms import FORMS, Backing, embedded

__all__ = ["FORMS", "Backing", "embedded"]
