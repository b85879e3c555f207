"""A stretch of network: a port of loopback whose connections lead to other ports, until it is cut."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import Any

from tests.faults.backing.faults import Fault
from tests.listening import stop_listening
from tests.ports import free_port
from tests.waiting import PATIENCE

CHUNK = 1 << 16


class Link:
    """Leads each connection to the next of `targets` that answers, in turn."""

    def __init__(self, *targets: int) -> None:
        self.targets: Sequence[int] = targets
        self._turn = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._led: set[asyncio.Task[None]] = set()
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
        done.result(timeout=PATIENCE)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port, reuse_address=True)

    async def _break(self) -> None:
        if self._server:
            await stop_listening(self._server)
        self._server = None
        for writer in list(self._open):
            writer.transport.abort()

    async def _leave(self) -> None:
        """End what is still being carried, and let the loop close the broken ends."""
        for one in self._led:
            one.cancel()
        await asyncio.gather(*self._led, return_exceptions=True)
        await asyncio.sleep(0.01)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """No coroutine: what is cut off or closed before the first step of one would stay open."""
        self._open.add(writer)
        led = self._loop.create_task(self._lead(reader, writer))
        self._led.add(led)
        led.add_done_callback(self._led.discard)

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its beginning to its end."""
        ends = [writer]
        try:
            onward_reader, onward = await self._connect()
            ends.append(onward)
            self._open.add(onward)
            await asyncio.gather(self._carry(reader, onward), self._carry(onward_reader, writer))
        except (OSError, asyncio.CancelledError):  # one end broke, so the other does
            for end in ends:
                end.transport.abort()
        finally:
            for end in ends:
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
