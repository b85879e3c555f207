"""A provider that is slow, or takes connections and says nothing."""

import pytest

from tests.config.single_sign_on.cases import found_by
from tests.needs import SSO, needs
from tests.simulators.identity_provider.running import IdentityProvider, environment_at

# Everything in one process, for each start costs seconds: what became of each case, by its name.
CASES = """
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import django
from django.core.management import call_command
django.setup()
call_command("migrate", verbosity=0)
from django.conf import settings
from django.db import connection
from django.test import Client
from config.single_sign_on import asking, provider
settings.ALLOWED_HOSTS.append("testserver")
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
waits, asked = {}, []

class Slow(BaseHTTPRequestHandler):
    def do_GET(self):
        asked.append(self.path)
        time.sleep(waits.get(self.path, 0))
        at = settings.SINGLE_SIGN_ON.issuer
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        document = {"issuer": at, **{name: f"{at}/{name}" for name in names}}
        token = {"access_token": "a", "id_token": "b", "token_type": "bearer"}
        body = json.dumps(token if self.path == "/token_endpoint" else document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_POST = do_GET
    def log_message(self, *arguments):
        pass

server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
threading.Thread(target=server.serve_forever, daemon=True).start()
settings.SINGLE_SIGN_ON.issuer = f"http://127.0.0.1:{server.server_port}"

def timed(address, browser=None):
    began = time.monotonic()
    answer = (browser or Client()).get(address)
    return answer, time.monotonic() - began

asking.SECONDS = 2.0
CONFIGURATION = "/.well-known/openid-configuration"
found = {}

browser = Client()
there = browser.get("/login/oidc/").headers["Location"]
state = parse_qs(urlsplit(there).query)["state"][0]
waits.update({"/token_endpoint": 1.5, "/jwks_uri": 1.5})
answer, seconds = timed(f"/login/oidc/back/?code=c&state={state}", browser)
found["all requests of a sign-in together"] = [answer.status_code, seconds < 2.9]

provider._found.clear()
waits[CONFIGURATION] = 60
asked.clear()
answers = []

def visitor():
    answers.append(timed("/login/oidc/"))
    connection.close()

threads = [threading.Thread(target=visitor) for _ in range(12)]
for one in threads:
    one.start()
time.sleep(1.7)
found["who finds no turn is not kept waiting"] = len(answers)
for one in threads:
    one.join()
found["few ask at once"] = len(asked)
found["everybody reads that it does not answer"] = sorted({answer.status_code for answer, _seconds in answers})

asked.clear()
found["a moment later nobody asks again"] = [timed("/login/oidc/")[0].status_code, len(asked)]
provider._silent.clear()
waits.clear()
found["it answers again"] = timed("/login/oidc/")[0].status_code
print(json.dumps(found))
"""
EXPECTED = {
    "all requests of a sign-in together": [503, True],
    "who finds no turn is not kept waiting": 4,
    "few ask at once": 8,
    "everybody reads that it does not answer": [503],
    "a moment later nobody asks again": [503, 0],
    "it answers again": 302,
}


@pytest.fixture(scope="module")
def found(migrated_file, tmp_path_factory):
    needs(SSO)
    folder = tmp_path_factory.mktemp("slow")
    environment = environment_at(IdentityProvider("http://127.0.0.1:1"), folder)
    return found_by(CASES, folder, migrated_file, environment)


@pytest.mark.parametrize("case", EXPECTED)
def test_a_slow_provider_holds_up_sign_ins_and_no_page(found, case):
    assert found[case] == EXPECTED[case]
