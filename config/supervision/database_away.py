"""What a process does at its start is done again while its database is away."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, InternalError, OperationalError, connection

Result = TypeVar("Result")
log = logging.getLogger(__name__)
SECONDS_OF_PATIENCE = 60.0
SECONDS_BETWEEN = 1.0
# Not to be reached, broken off or locked; broken connection; takes no write yet.
AWAY = (OperationalError, InterfaceError, InternalError)


def once_database_answers(step: Callable[[], Result]) -> Result:
    """What `step` returns. It may be broken off anywhere and begun again, for a minute; then its error is raised."""
    give_up_at = time.monotonic() + SECONDS_OF_PATIENCE
    while True:
        try:
            return step()
        except AWAY as error:
            if time.monotonic() > give_up_at:
                raise
            log.warning("The database does not answer (%s). Trying again", error)
            connection.close()
            time.sleep(SECONDS_BETWEEN)
