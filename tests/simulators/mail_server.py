"""A mail server on loopback that takes mails as RFC 5321 says, or fails on request."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

# What it may do instead of taking a mail: refuse the recipient, refuse it after all bytes came, or hang up then.
REFUSES_RECIPIENT, BUSY, HANGS_UP = "refuses recipient", "busy", "hangs up"
GREETING = {"EHLO": "250 loopback", "HELO": "250 loopback", "MAIL": "250 OK", "RSET": "250 OK", "NOOP": "250 OK"}


class MailSession(socketserver.StreamRequestHandler):
    """One connection of a sender."""

    server: "SimulatedMailServer"

    def handle(self) -> None:
        self.say("220 loopback ready")
        for line in self.rfile:
            verb = line.decode("ascii", "replace").split(maxsplit=1)[0].upper() if line.strip() else ""
            if verb == "QUIT":
                self.say("221 Bye")
                return
            if verb == "DATA":
                if not self.take():
                    return
            elif verb == "RCPT":
                self.say("550 Nobody here" if self.server.fault == REFUSES_RECIPIENT else "250 OK")
            else:
                self.say(GREETING.get(verb, "502 Not known"))

    def take(self) -> bool:
        """Read a mail; False when the connection ends with it."""
        self.say("354 Go on")
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if self.server.fault == BUSY:
            self.say("451 Come back later")
            return True
        self.server.taken.append(b"".join(lines))
        if self.server.fault == HANGS_UP:
            return False
        self.say("250 Taken")
        return True

    def say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


class SimulatedMailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), MailSession)
        self.fault = ""
        self.taken: list[bytes] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def mails(self) -> list[EmailMessage]:
        """What it took, the first first."""
        parsed: list[Any] = [message_from_bytes(one, policy=policy.default) for one in self.taken]
        return parsed


@contextmanager
def mail_server() -> Iterator[SimulatedMailServer]:
    with SimulatedMailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
