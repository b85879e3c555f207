"""The pages of a filled database that are measured, each with who looks at it."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Count
from django.urls import reverse

from catalog.models import Campaign, Product, PromptTemplate
from renders.models import Duel, Publication, Render, Review, Shot, ShotSet

MARKETER, REVIEWER, ADMIN = "maya", "ravi", "ana"
CELLS, FULL_PAGE = 12, 50


@dataclass(frozen=True)
class Page:
    """A page as one person sees it."""

    name: str
    username: str
    address: str


def pages() -> list[Page]:
    """The same pages in every filled database, with comparable subjects."""
    template = PromptTemplate.objects.select_related("current").get(slug="packshot")
    shot, version = a_grid(), [template.slug, template.current.number]
    viewed = shot.renders.filter(state=Render.State.READY).order_by("number")[0]
    review = Review.objects.decidable_by(User.objects.get(username=REVIEWER))[0]
    live = Publication.objects.filter(state=Publication.State.PUBLISHED).latest("pk")
    product = best_selling()
    return [
        *(Page(f"home of {who}", username, reverse("people.home")) for who, username in PEOPLE.items()),
        Page("products", MARKETER, reverse("products.list")),
        Page("product", MARKETER, product.get_absolute_url()),
        Page("compose", MARKETER, reverse("sets.compose")),
        Page("compose, a product picked", MARKETER, f"{reverse('sets.compose')}?product={product.pk}"),
        Page("sets", MARKETER, reverse("sets.list")),
        Page("set", MARKETER, a_full_set().get_absolute_url()),
        Page("grid", MARKETER, shot.get_absolute_url()),
        Page("viewer", MARKETER, viewed.get_absolute_url()),
        Page("review list", REVIEWER, reverse("reviews.list")),
        Page("review", REVIEWER, review.get_absolute_url()),
        Page("publish list", MARKETER, reverse("publications.list")),
        Page("publication", MARKETER, live.get_absolute_url()),
        Page("templates", MARKETER, reverse("templates.list")),
        Page("version", MARKETER, reverse("versions.detail", args=version)),
        Page("duel", REVIEWER, Duel.objects.open()[0].get_absolute_url()),
        Page("campaigns", MARKETER, reverse("campaigns.list")),
        Page("campaign", MARKETER, Campaign.objects.running()[0].get_absolute_url()),
        Page("activity", ADMIN, reverse("operations.activity")),
        Page("scoreboard", MARKETER, reverse("versions.scoreboard", args=[template.slug])),
        Page("image models", MARKETER, reverse("image_models.scoreboard")),
        Page("budget", MARKETER, reverse("operations.budget")),
        Page("doubts", ADMIN, reverse("operations.doubts")),
        Page("status", ADMIN, reverse("operations.status")),
        Page("metrics", ADMIN, reverse("operations.health.metrics")),
    ]


PEOPLE = {"a marketer": MARKETER, "a reviewer": REVIEWER, "an admin": ADMIN}


def a_grid() -> Shot:
    """The marketer's latest full grid that nobody submitted."""
    shots = Shot.objects.filter(shot_set__launched_by__username=MARKETER, shot_set__kind=ShotSet.Kind.PREVIEW)
    done = shots.filter(reviews=None, renders__state=Render.State.READY).exclude(renders__state=Render.State.QUEUED)
    return done.annotate(cells=Count("renders", distinct=True)).filter(cells__gte=CELLS - 3).latest("cells", "pk")


def a_full_set() -> ShotSet:
    """The first set with a whole page of shots."""
    return ShotSet.objects.annotate(size=Count("shots")).filter(size__gte=FULL_PAGE).earliest("pk")


def best_selling() -> Product:
    """The product with the most shots."""
    return Product.objects.annotate(shots=Count("colorways__shots")).order_by("-shots", "pk")[0]
