"""What the database itself refuses: `conditions` say when, `triggers` are the guards, `installing` puts them there."""

from renders.guards.installing import install_guards
from renders.guards.triggers import EXPECTED, GUARDS, TRIGGERS

__all__ = ["EXPECTED", "GUARDS", "TRIGGERS", "install_guards"]
