"""What the demo needs beyond the catalogue: people, money and a way out. For trying Packshot on one machine only."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from catalog.demo.seed import seed as seed_catalogue
from catalog.models import Product
from catalog.pictures.artwork_files import prepare_previews
from renders import files, providers
from renders.demo.workplace import add_workplace

PEOPLE = (("maya", "Maya", "Marketers"), ("ravi", "Ravi", "Reviewers"), ("ana", "Ana", "Admins"))
# No letters or digits that are taken for one another: the password is read off a terminal.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class SignIn:
    """A demo account that can be used now."""

    username: str
    group: str
    password: str


def seed() -> int:
    """Fill everything with the demo; the number of products that were new. Raises NoArtwork."""
    studio = providers.image_model_rows(is_local=True)[0]
    products = seed_catalogue(studio, providers.image_model_rows(is_local=False))
    password = _kept_password()
    with transaction.atomic():
        add_workplace()
        for username, first_name, group in PEOPLE:
            _person(username, first_name, group, password)
    return products


def prepare_pictures() -> None:
    """Make the small pictures that lists of products show."""
    for product in Product.objects.prefetch_related("artwork", "colorways"):
        colorway = next(iter(product.colorways.all()), None)
        if cover := product.cover_of(colorway):
            prepare_previews(cover.sha256)
            files.cover_preview(cover, colorway)


def sign_ins() -> list[SignIn]:
    """The demo accounts whose password is still the kept one; empty where there is no demo."""
    path = _password_file()
    if not path.exists():
        return []
    password = path.read_text()
    people = {person.username: person for person in get_user_model().objects.filter(is_active=True)}
    return [
        SignIn(username, group, password)
        for username, _, group in PEOPLE
        if username in people and people[username].check_password(password)
    ]


def _password_file() -> Path:
    return settings.DATA_DIR / "demo_password"


def _kept_password() -> str:
    """Made on this machine, so that no password that works is printed in a public repository."""
    path = _password_file()
    if not path.exists():
        draft = path.with_name(f".demo_password-{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text("-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3)))
        # A link is there whole or not at all, and the first one stays.
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text()


def _person(username: str, first_name: str, group: str, password: str) -> None:
    people = get_user_model().objects
    if people.filter(username=username).exists():
        return
    person = people.create_user(
        username,
        f"{username}@demo.invalid",
        password,
        first_name=first_name,
        last_name="Demo",
        is_staff=group == "Admins",
    )
    person.groups.add(Group.objects.get(name=group))
