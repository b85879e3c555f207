"""A server that stops listening loses nobody whom it accepted."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.listening import stop_listening


async def is_disconnected(accepted: list[asyncio.StreamWriter], turns: int) -> bool:
    """Whether a client that connected so many turns of the loop before the end is disconnected by it."""
    server = await asyncio.start_server(lambda _, writer: accepted.append(writer), "127.0.0.1", 0)
    connecting = asyncio.create_task(asyncio.open_connection(*server.sockets[0].getsockname()))
    for _ in range(turns):
        await asyncio.sleep(0)
    await stop_listening(server)
    for writer in accepted:
        writer.transport.abort()
    try:
        reader, writer = await connecting
    except OSError:
        return True
    try:
        return await asyncio.wait_for(reader.read(1), 5) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    finally:
        writer.transport.abort()


@pytest.mark.parametrize("turns", range(8))
def test_who_connects_meanwhile_is_disconnected(turns: int) -> None:
    with ThreadPoolExecutor(1) as thread:  # in this one Playwright's loop may be running
        assert thread.submit(asyncio.run, is_disconnected([], turns)).result()
