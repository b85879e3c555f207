from django.core.management.base import BaseCommand, CommandError

from catalog.demo.seed import NoArtwork
from renders import demo


class Command(BaseCommand):
    """Fills an installation with the demo catalogue and its people."""

    help = "Add the demo catalogue, its templates and three demo people. What is there already stays as it is."

    def handle(self, *args: object, **options: object) -> None:
        """Seed, then print how to sign in."""
        try:
            products = demo.seed()
        except NoArtwork as missing:
            raise CommandError(str(missing)) from None
        demo.prepare_pictures()
        self.stdout.write(f"Demo catalogue: {products} new products.")
        for sign_in in demo.sign_ins():
            self.stdout.write(f"  {sign_in.username:<6} {sign_in.password}   {sign_in.group}")
