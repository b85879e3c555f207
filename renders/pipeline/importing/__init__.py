"""A file on its way into the catalogue: fetched, checked, written, and undone if a person says so.

Checking puts what would change into rows of its own, batch by batch; writing is one short transaction in SQL.
"""

from renders.pipeline.importing.steps import give_up, run_import

__all__ = ["give_up", "run_import"]
