"""Which account a sign-in gets where one with the same address is there, and what an admin says about it."""

import pytest

from tests.config.single_sign_on.cases import found_by
from tests.needs import SSO, needs
from tests.simulators.identity_provider.running import IdentityProvider, environment_at

# Everything in one process, for each start costs seconds: what became of each case, by its name.
CASES = """
import json
import django
from django.core.management import call_command
django.setup()
call_command("migrate", verbosity=0)
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from config.single_sign_on import people
from config.single_sign_on.refusals import NotSignedIn
from renders.models import ApiToken, Event
settings.ALLOWED_HOSTS.append("testserver")
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

def local(name, email="", **more):
    return User.objects.create_user(name, email or f"{name}@example.com", **more)

def sign_in(subject, email="", verified=True, groups=("commerce",), name="somebody"):
    claims = {"sub": subject, "email": email, "email_verified": verified, "groups": list(groups)}
    try:
        return people.signed_in({**claims, "preferred_username": name})[0].username
    except NotSignedIn as refusal:
        return refusal.why.name

found = {}
local("vera")
found["verified"] = sign_in("1", "Vera@Example.com")
found["again, with another address"] = sign_in("1", "elsewhere@example.com")
found["another subject with the same address"] = sign_in("2", "vera@example.com")
local("uma")
found["unverified"] = sign_in("3", "uma@example.com", False)
found["verified in words"] = sign_in("3", "uma@example.com", "true")
local("twin", "twins@example.com"), local("twin2", "twins@example.com")
found["of two"] = sign_in("4", "twins@example.com")
local("root", is_superuser=True)
found["superuser"] = sign_in("5", "root@example.com")
local("gone", is_active=False)
found["shut out"] = sign_in("6", "gone@example.com")
settings.SINGLE_SIGN_ON.issuer = "https://another.example"
found["the same subject at another issuer"] = sign_in("1", name="stranger")
found["odd names"] = [sign_in(f"odd{n}", name=name) for n, name in enumerate(["a\\x00b c", "\\u202e", "x" * 400])]

ada = local("ada", is_staff=True)
ada.groups.add(Group.objects.get(name="Admins"))
browser = Client()
browser.force_login(ada, "config.authentication.OneQueryBackend")
uma = User.objects.get(username="uma")
address = f"/admin/auth/user/{uma.pk}/change/"
page = browser.get(address).content.decode()
found["the page asks for the subject"] = "Subject at Example" in page and "Make a set-up link" in page
sent = {"username": "uma", "first_name": "", "last_name": "", "email": "uma@example.com", "is_active": "on"}
browser.post(address, {**sent, "subject": " 77 "})
found["linked by an admin"] = sign_in("77", "uma@example.com", False)
found["of somebody else"] = browser.post(f"/admin/auth/user/{ada.pk}/change/", {
    **sent, "username": "ada", "subject": "77"}).content.decode().count("Somebody else has this subject.") > 0
browser.post(address, {**sent, "subject": ""})
found["unlinked"] = sign_in("77", "uma@example.com", False)
links = Event.objects.filter(action__in=["person_linked", "person_unlinked"], person__username__in=["vera", "uma"])
names = ("person__username", "by__username", "action", "note")
found["in the audit log"] = [list(row) for row in links.order_by("pk").values_list(*names)]
robot = local("robot")
ApiToken.make(person=robot, name="Sync", scopes=[], rate=60, days=30, by=ada, is_service=True)
found["a service"] = "nobody signs in as one" in browser.post(f"/admin/auth/user/{robot.pk}/change/", {
    **sent, "username": "robot", "email": "robot@example.com", "subject": "88"}).content.decode()
settings.SINGLE_SIGN_ON.only = True
found["a link to a password where there is none"] = "set-up link" in browser.get(address).content.decode()
foreign = ("account", "socialaccount")
found["allauth in the configuration"] = [browser.get(f"/admin/{name}/").status_code for name in foreign]
print(json.dumps(found))
"""
EXPECTED = {
    "verified": "vera",
    "again, with another address": "vera",
    "another subject with the same address": "NOT_LINKED",
    "unverified": "NOT_LINKED",
    "verified in words": "NOT_LINKED",
    "of two": "NOT_LINKED",
    "superuser": "NOT_LINKED",
    "shut out": "SHUT_OUT",
    "the same subject at another issuer": "stranger",
    "odd names": ["ab-c", "odd1", "x" * 140],
    "the page asks for the subject": True,
    "linked by an admin": "uma",
    "of somebody else": True,
    "unlinked": "NOT_LINKED",
    "in the audit log": [
        ["vera", None, "person_linked", "Example, subject 1 (linked by e-mail)"],
        ["uma", "ada", "person_linked", "Example, subject 77"],
        ["uma", "ada", "person_unlinked", "Example, subject 77"],
    ],
    "a service": True,
    "a link to a password where there is none": False,
    "allauth in the configuration": [404, 404],
}


@pytest.fixture(scope="module")
def found(migrated_file, tmp_path_factory):
    needs(SSO)
    folder = tmp_path_factory.mktemp("linking")
    provider = IdentityProvider("https://login.example")
    environment = environment_at(provider, folder, OIDC_LINK_BY_EMAIL="true")
    return found_by(CASES, folder, migrated_file, environment)


@pytest.mark.parametrize("case", EXPECTED)
def test_an_account_is_found_by_its_subject_or_by_what_was_allowed(found, case):
    assert found[case] == EXPECTED[case]
