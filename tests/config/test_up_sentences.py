"""What `manage.py up` says of its address."""

import socket
from contextlib import closing

import pytest

from renders.management.commands.up import Command

pytestmark = pytest.mark.django_db
WARNING = "nothing is encrypted"


@pytest.mark.parametrize(
    ("host", "is_https", "is_warned"),
    [("127.0.0.1", False, False), ("0.0.0.0", True, False), ("0.0.0.0", False, True)],
    ids=["this machine only", "behind a proxy", "open to others"],
)
def test_a_port_that_others_reach_unencrypted_is_named(settings, host, is_https, is_warned):
    settings.IS_HTTPS = is_https
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        sentences = Command().ready(listener, host)
    assert (WARNING in sentences) is is_warned
