"""A stretch of network: a port of loopback whose connections lead to other ports, until it is cut."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import Any

from tests.faults.backing.faults import Fault
from tests.ports import free_port

CHUNK = 1 << 16


class Link:
    """Leads each connection to the next of `targets` that answers, in turn."""

    def __init__(self, *targets: int) -> None:
        self.targets: Sequence[int] = targets
        self._turn = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._is_talking = asyncio.Event()
        self._is_talking.set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="link", daemon=True)
        self._thread.start()
        self.port = free_port()
        self._do(self._listen)

    def faults(self, name: str) -> dict[str, Fault]:
        """What can befall the way to the service of that name."""
        return {f"{name} cut off": self.cut, f"{name} silent": self.silent}

    @contextmanager
    def cut(self) -> Iterator[None]:
        """Every connection breaks, and none can be opened."""
        self._do(self._break)
        try:
            yield
        finally:
            self._do(self._listen)

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Connections stay open and can be opened, but nothing gets through. What was sent arrives afterwards."""
        self._loop.call_soon_threadsafe(self._is_talking.clear)
        try:
            yield
        finally:
            self._loop.call_soon_threadsafe(self._is_talking.set)

    def close(self) -> None:
        self._do(self._break)
        self._do(self._leave)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, action: Callable[[], Awaitable[None]]) -> None:
        done: Future[Any] = asyncio.run_coroutine_threadsafe(action(), self._loop)  # type: ignore[arg-type]
        done.result(timeout=10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._lead, "127.0.0.1", self.port, reuse_address=True)

    async def _break(self) -> None:
        if self._server:
            self._server.close()
        self._server = None
        for writer in list(self._open):
            writer.transport.abort()

    async def _leave(self) -> None:
        """End what is still being carried, and let the loop close the broken ends."""
        carried = asyncio.all_tasks() - {asyncio.current_task()}
        for one in carried:
            one.cancel()
        await asyncio.gather(*carried, return_exceptions=True)
        await asyncio.sleep(0.01)

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its beginning to its end."""
        self._open.add(writer)
        try:
            onward_reader, onward = await self._connect()
        except OSError:
            writer.transport.abort()
            self._open.discard(writer)
            return
        self._open.add(onward)
        try:
            await asyncio.gather(self._carry(reader, onward), self._carry(onward_reader, writer))
        except OSError:  # one end broke, so the other does
            writer.transport.abort()
            onward.transport.abort()
        finally:
            for end in (writer, onward):
                end.close()
                self._open.discard(end)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for _ in self.targets:
            self._turn += 1
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", self.targets[self._turn % len(self.targets)])
        raise ConnectionRefusedError

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Everything from one end to the other."""
        while data := await reader.read(CHUNK):
            await self._is_talking.wait()
            writer.write(data)
            await writer.drain()
        writer.write_eof()
