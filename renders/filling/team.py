"""Who works there: marketers who order, reviewers who decide, admins who configure."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group, User

from renders import demo

# Beside the demo's people, who can sign in; these cannot.
NAMES = {
    "Marketers": ("Lena", "Jonas", "Aiko", "Noor", "Pavel", "Rosa", "Tomas", "Wei"),
    "Reviewers": ("Iris", "Karim", "Sofia", "Yuki"),
    "Admins": ("Otto",),
}


@dataclass(frozen=True)
class Team:
    """Primary keys by role."""

    marketers: list[int]
    reviewers: list[int]
    admins: list[int]


def add_team(joined: datetime) -> Team:
    """The demo's people and their colleagues, each in one role."""
    by_role = {
        group: [person_named(username).pk for username, _, role in demo.PEOPLE if role == group] for group in NAMES
    }
    for group, names in NAMES.items():
        by_role[group] += [add_person(name, group, joined).pk for name in names]
    return Team(by_role["Marketers"], by_role["Reviewers"], by_role["Admins"])


def person_named(username: str) -> User:
    return User.objects.get(username=username)


def add_person(name: str, group: str, joined: datetime) -> User:
    fields = {"first_name": name, "last_name": "Demo", "date_joined": joined, "is_staff": group == "Admins"}
    person, is_new = User.objects.get_or_create(username=f"{name.lower()}-demo", defaults=fields)
    if is_new:
        person.set_unusable_password()
        person.save(update_fields=["password"])
        person.groups.add(Group.objects.get(name=group))
    return person
