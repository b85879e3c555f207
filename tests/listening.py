"""Ending an asyncio server."""

import asyncio


async def stop_listening(server: asyncio.Server) -> None:
    """Close it, with everyone whom it accepted connected to a protocol.

    A connection whose transport is made after `Server.close` is lost in asyncio, and its socket stays open:
    https://github.com/python/cpython/issues/109564
    """
    loop = asyncio.get_running_loop()
    for listener in server.sockets:
        loop.remove_reader(listener.fileno())
    await asyncio.sleep(0)  # transports are made
    await asyncio.sleep(0)  # protocols are connected
    server.close()
