"""How many steps a worker runs at once."""

import os

from renders import providers
from renders.models import Account

# Pillow and numpy release the interpreter lock while they work, and a request that waits needs no core.
THREADS_PER_CORE = 2
MAX_THREADS = 32


def threads_needed() -> int:
    """Threads for the cores and for the requests that the accounts of remote providers may have open."""
    remote = Account.objects.filter(is_enabled=True).exclude(provider__in=providers.local_providers())
    caps = remote.values_list("cap_in_flight", flat=True)
    return min(MAX_THREADS, THREADS_PER_CORE * (os.cpu_count() or 1) + sum(caps))
