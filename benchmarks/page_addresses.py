"""The pages of a filled database that are measured, each with who looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db.models import Count
from django.urls import reverse

from catalog.models import Campaign, Product, PromptTemplate
from renders.models import Duel, Publication, Render, Review, Shot, ShotSet
from renders.models.renders import UNFINISHED
from renders.views.shots.grid.view_model import Grid

MARKETER, REVIEWER, ADMIN = "maya", "ravi", "ana"
CELLS, FULL_PAGE = 12, 40


@dataclass(frozen=True)
class VisitedPage:
    """A page as one person sees it."""

    name: str
    username: str
    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    # What it is answered with.
    status: int = 200


def pages() -> list[VisitedPage]:
    """The same pages in every filled database, with comparable subjects."""
    template = PromptTemplate.objects.select_related("current").get(slug="packshot")
    shot, version = a_grid(), [template.slug, template.current.number]
    viewed = shot.renders.filter(state=Render.State.READY).order_by("number")[0]
    review = Review.objects.decidable_by(User.objects.get(username=REVIEWER))[0]
    live = Publication.objects.filter(state=Publication.State.PUBLISHED).latest("pk")
    product = best_selling()
    return [
        *(VisitedPage(f"home of {who}", username, reverse("people.home")) for who, username in PEOPLE.items()),
        VisitedPage("products", MARKETER, reverse("products.list")),
        VisitedPage("product", MARKETER, product.get_absolute_url()),
        VisitedPage("compose", MARKETER, reverse("sets.compose")),
        VisitedPage("compose, a product picked", MARKETER, f"{reverse('sets.compose')}?product={product.pk}"),
        VisitedPage("sets", MARKETER, reverse("sets.list")),
        VisitedPage("set", MARKETER, a_full_set().get_absolute_url()),
        VisitedPage("grid", MARKETER, shot.get_absolute_url()),
        *parts_of_grid(shot),
        VisitedPage("viewer", MARKETER, viewed.get_absolute_url()),
        VisitedPage("review list", REVIEWER, reverse("reviews.list")),
        VisitedPage("review", REVIEWER, review.get_absolute_url()),
        VisitedPage("publish list", MARKETER, reverse("publications.list")),
        VisitedPage("publication", MARKETER, live.get_absolute_url()),
        VisitedPage("templates", MARKETER, reverse("templates.list")),
        VisitedPage("version", MARKETER, reverse("versions.detail", args=version)),
        VisitedPage("duel", REVIEWER, Duel.objects.open()[0].get_absolute_url()),
        VisitedPage("campaigns", MARKETER, reverse("campaigns.list")),
        VisitedPage("campaign", MARKETER, Campaign.objects.running()[0].get_absolute_url()),
        VisitedPage("activity", ADMIN, reverse("operations.activity")),
        VisitedPage("scoreboard", MARKETER, reverse("versions.scoreboard", args=[template.slug])),
        VisitedPage("image models", MARKETER, reverse("image_models.scoreboard")),
        # An admin's has almost as many rows in the smallest database as in the largest; a marketer's has two there.
        VisitedPage("budget", ADMIN, reverse("operations.budget")),
        VisitedPage("doubts", ADMIN, reverse("operations.doubts")),
        VisitedPage("status", ADMIN, reverse("operations.status")),
        VisitedPage("metrics", ADMIN, reverse("monitoring.metrics")),
    ]


def parts_of_grid(shot: Shot) -> list[VisitedPage]:
    """What an open grid asks for: whether anything is new, all its cells when each is, and another candidate."""
    revision = Grid.of(shot.code, User.objects.get(username=MARKETER)).revision
    older = ".".join(["0", *(f"{number}-{row + 1}" for number, row in revision.rows.items())])
    changes, htmx = reverse("shots.detail.changes", args=[shot.code]), {"hx-request": "true"}
    return [
        VisitedPage("grid, nothing new", MARKETER, f"{changes}?seen={revision}", htmx, status=204),
        VisitedPage("grid, twelve changed", MARKETER, f"{changes}?seen={older}", htmx),
        VisitedPage("grid, another chosen", MARKETER, f"{shot.get_absolute_url()}?candidate=2", htmx),
    ]


PEOPLE = {"a marketer": MARKETER, "a reviewer": REVIEWER, "an admin": ADMIN}


def a_grid() -> Shot:
    """The marketer's latest full grid that nobody submitted."""
    shots = Shot.objects.filter(shot_set__launched_by__username=MARKETER, shot_set__kind=ShotSet.Kind.PREVIEW)
    done = shots.filter(reviews=None).exclude(renders__state__in=UNFINISHED)
    return done.annotate(cells=Count("renders")).filter(cells=CELLS).latest("pk")


def a_full_set() -> ShotSet:
    """The first set with a whole page of shots."""
    return ShotSet.objects.annotate(size=Count("shots")).filter(size__gte=FULL_PAGE).earliest("pk")


def best_selling() -> Product:
    """The product with the most shots."""
    return Product.objects.annotate(shots=Count("colorways__shots")).order_by("-shots", "pk")[0]
