"""What a worker's CPU time went to: its own code, the kernel's work for it, its children, and what can be counted."""

import os
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

TICKS = os.sysconf("SC_CLK_TCK")
# SQLite's wal-index counts the transactions of a database here ("The WAL-Index File Format", field iChange).
WRITE_COUNTER = struct.Struct("=8xI")

# Run inside an installation: the CPU milliseconds of one tick of the clock, and of one commit with and without a sync.
MEASURE_PARTS = """
import sqlite3
from pathlib import Path
from django.conf import settings
from renders.models.leases import models_due
from renders.pipeline.clock import MODELS

def cpu_of(action, times):
    began = time.process_time()
    for _ in range(times):
        action()
    return (time.process_time() - began) / times * 1000

def cpu_of_commit(synchronous):
    path = Path(settings.DATA_DIR) / f"commits-{synchronous}.sqlite3"
    bare = sqlite3.connect(path, isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute(f"PRAGMA synchronous={synchronous}")
    bare.execute("CREATE TABLE row (number)")
    took = cpu_of(lambda: bare.execute("INSERT INTO row VALUES (1)"), 300)
    bare.close()
    return took

def parts():
    tick = cpu_of(lambda: models_due(MODELS, timezone.now()), 300)
    return tick, cpu_of_commit("FULL"), cpu_of_commit("NORMAL")
"""


@dataclass(frozen=True)
class CpuTime:
    """Seconds: the process's own in its code and in the kernel, and all of its children, ended ones among them."""

    user: float = 0.0
    system: float = 0.0
    children: float = 0.0

    @classmethod
    def of(cls, pid: int) -> Self:
        """What a process has used until now."""
        fields: Sequence[str] = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        user, system, *ended = (int(field) / TICKS for field in fields[11:15])
        return cls(user, system, sum(ended) + sum(cls.of(child).total for child in children(pid)))

    @property
    def total(self) -> float:
        return self.user + self.system + self.children

    def since(self, before: Self) -> Self:
        """What was used after `before`."""
        return type(self)(self.user - before.user, self.system - before.system, self.children - before.children)

    def per(self, renders: int) -> str:
        """Milliseconds a render, in words."""
        own, system, others = (1000 * one / renders for one in (self.user, self.system, self.children))
        return f"{own + system + others:.1f} ms (own code {own:.1f}, kernel {system:.1f}, children {others:.1f})"


def cpu_seconds(database: Any) -> float:
    """The processor time of this process and of the one in which a local Postgres answers it."""
    server = 0
    if database.vendor == "postgresql":
        database.ensure_connection()
        pid = database.connection.info.backend_pid
        server = int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    return time.process_time() + server / 1e9


def children(pid: int) -> list[int]:
    """The processes that a process started, and that still run."""
    return [int(child) for file in Path(f"/proc/{pid}/task").glob("*/children") for child in file.read_text().split()]


def transactions(folder: Path) -> dict[str, int]:
    """How many transactions wrote to each SQLite file of an installation, by the file's name."""
    return {
        name: WRITE_COUNTER.unpack_from((folder / f"{name}.sqlite3-shm").read_bytes())[0]
        for name in ("packshot", "queue")
        if (folder / f"{name}.sqlite3-shm").exists()
    }
