"""`manage.py erase_name`: a pseudonym in place of the name of a person who left, or of a guest."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.permissions import END_GUEST_LINKS
from config.sign_in.erasing import NotErasable, erase_person
from renders.models import GuestLink

CHANGE_PEOPLE = "auth.change_user"


class Command(BaseCommand):
    help = "Erase the name of a person who left, or of a guest. It does not come back; ids in the audit log stay."

    def add_arguments(self, parser: CommandParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--person", help="User name of the person who left")
        whose.add_argument("--guest", type=int, help="Number of the guest, as the audit log has it: 12 for Guest 12")
        parser.add_argument("--by", required=True, help="User name of the admin who erases it, for the audit log")

    def handle(self, *args: Any, **options: Any) -> None:
        by = person_named(options["by"])
        wanted = CHANGE_PEOPLE if options["person"] else END_GUEST_LINKS
        if not by.has_perm(wanted):
            raise CommandError(f"{by} is no admin. Nothing was changed.")
        if options["person"]:
            self.erase_person(person_named(options["person"]), by)
        else:
            self.erase_guest(options["guest"], by)

    def erase_person(self, person: User, by: User) -> None:
        try:
            is_erased = erase_person(person, by=by)
        except NotErasable as refusal:
            raise CommandError(f"{refusal} Nothing was changed.") from None
        self.stdout.write(f"The account is {person.username} now." if is_erased else "That was done before.")

    def erase_guest(self, number: int, by: User) -> None:
        link = GuestLink.objects.select_related("shot_set").filter(pk=number).first()
        if link is None:
            raise CommandError(f"There is no guest {number}. Nothing was changed.")
        is_erased = link.erase_name(by=by)
        self.stdout.write(f"The guest is {link.pseudonym} now." if is_erased else "That was done before.")


def person_named(name: str) -> User:
    try:
        return User.objects.get(username=name)
    except User.DoesNotExist:
        raise CommandError(f"There is no person {name}. Nothing was changed.") from None
