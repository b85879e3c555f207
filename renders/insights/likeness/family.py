"""The family of a product: one picture of each of its colours in one placement, and which of them drift."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Max, QuerySet
from django.utils.functional import Promise

from catalog.models import Colorway, Placement, Product, PromptTemplate
from renders.insights.coverage import APPROVED, IN_REVIEW, LABELS, LIVE, MISSING, ORDERED, READY
from renders.models import Decision, Finding, Publication, Render, Review, Shot
from renders.models.findings import has_blocking
from renders.quality import LEAST_PICTURES, SetPicture, odd_ones

# What inspection says of a picture that does not show the product as its other pictures do.
DRIFT_CHECKS = ("product_differs", "silhouette_drift", "turned", "colour_off_swatch")
# The finding that names the checks which could not be made, of these or of others.
NOT_JUDGED = "not_judged"


@dataclass(frozen=True)
class FamilyMember:
    """One colour: its picture with what drifts in it, or why it has none."""

    colorway: Colorway
    state: str = MISSING
    picture: Render | None = None
    # Code of the shot that is being rendered, where there is no picture yet.
    ordered_as: str = ""
    findings: Sequence[Finding] = ()
    # In what it differs from most of the others, as sentences.
    differences: Sequence[str] = ()
    is_judged: bool = True

    @property
    def label(self) -> str | Promise:
        return LABELS[self.state]

    @property
    def drifts(self) -> bool:
        return bool(self.findings or self.differences)

    @property
    def is_blocked(self) -> bool:
        """Whether one of its differences makes it unfit for its order."""
        return has_blocking(self.findings)

    @property
    def is_inspected(self) -> bool:
        return bool(self.picture and self.picture.rules_version)


@dataclass(frozen=True)
class ProductFamily:
    """All colours of a product in one placement, in their order."""

    product: Product
    placement: Placement
    members: Sequence[FamilyMember] = field(default_factory=list)

    @property
    def drifting(self) -> list[FamilyMember]:
        return [one for one in self.members if one.drifts]

    @property
    def missing(self) -> list[FamilyMember]:
        """Colours for which nothing was ordered, or nothing of it can be used."""
        return [one for one in self.members if one.state == MISSING]

    @property
    def pictures(self) -> int:
        return sum(one.picture is not None for one in self.members)

    @property
    def may_be_compared(self) -> bool:
        """Whether there are enough pictures to say which is the odd one."""
        return self.pictures >= LEAST_PICTURES


def family_of(product: Product, placement: Placement, template: PromptTemplate | None = None) -> ProductFamily:
    """What is farthest on its way stands for a colour, of one template alone where one is given. Eight queries; the
    colorways of the product are prefetched."""
    shots = Shot.objects.filter(colorway__product=product, placement=placement)
    if template:
        shots = shots.filter(version__template=template)
    chosen = chosen_pictures(shots)
    pictures = pictures_with_order(render for _state, render in chosen.values())
    findings, differences = findings_about_drift(pictures), differences_of(pictures.values())
    ordered = shots_under_way(shots)
    members = []
    for colorway in product.colorways.all():
        if colorway.pk in chosen:
            state, render = chosen[colorway.pk]
            serious = [one for one in findings[render] if one.severity in Finding.SERIOUS]
            is_judged = all(one.severity != Finding.Severity.UNJUDGED for one in findings[render])
            marks = serious, differences[render], is_judged
            members.append(FamilyMember(colorway, state, pictures[render], "", *marks))
        else:
            code = ordered.get(colorway.pk, "")
            members.append(FamilyMember(colorway, ORDERED if code else MISSING, ordered_as=code))
    return ProductFamily(product, placement, members)


def chosen_pictures(shots: QuerySet[Shot]) -> dict[int, tuple[str, int]]:
    """By colorway: the state and the render of the picture that is live, else approved, in review, or ready."""
    latest: dict[int, tuple[str, int]] = {}
    reviews = Review.objects.open().filter(shot__in=shots).order_by("pk")
    approvals = Decision.objects.approvals().filter(review__shot__in=shots).order_by("pk")
    publications = Publication.objects.live().filter(render__shot__in=shots).order_by("pk")
    for state, rows in (
        (READY, ready_pictures(shots)),
        (IN_REVIEW, reviews.values_list("shot__colorway", "pick")),
        (APPROVED, approvals.values_list("review__shot__colorway", "render")),
        (LIVE, publications.values_list("render__shot__colorway", "render")),
    ):
        latest.update((colorway, (state, render)) for colorway, render in rows)
    return latest


def ready_pictures(shots: QuerySet[Shot]) -> Iterable[tuple[int, int]]:
    """Colorway and render: of the latest shot with a ready picture its first star, else its first candidate."""
    ready = Render.objects.choosable().filter(shot__in=shots).order_by()
    latest = ready.values("shot__colorway").annotate(latest=Max("shot")).values_list("latest", flat=True)
    of_latest = Render.objects.choosable().filter(shot__in=list(latest)).order_by("mark", "-number")
    return of_latest.values_list("shot__colorway", "pk")


def pictures_with_order(renders: Iterable[int]) -> dict[int, Render]:
    """With what the page says of their order; the contracts are left in the database."""
    related = Render.objects.select_related("shot__version__template", "shot__image_model")
    return related.defer("shot__contract_json", "shot__version__prompt").in_bulk(list(renders))


def findings_about_drift(pictures: Mapping[int, Render]) -> Mapping[int, Sequence[Finding]]:
    """What speaks against a picture, and what could not be judged of it."""
    found: dict[int, list[Finding]] = defaultdict(list)
    rows = Finding.objects.filter(render__in=pictures, check_name__in=[*DRIFT_CHECKS, NOT_JUDGED])
    for finding in rows.order_by("pk"):
        found[finding.render_id].append(finding)
    return found


def differences_of(pictures: Iterable[Render]) -> Mapping[int, Sequence[str]]:
    """In what pictures differ from most of the others: all stand side by side, whatever they were drawn with."""
    found: dict[int, list[str]] = defaultdict(list)
    for pk, message in odd_ones([SetPicture(one.pk, **one.measures) for one in pictures if one.measures]):
        found[pk].append(message)
    return found


def shots_under_way(shots: QuerySet[Shot]) -> dict[int, str]:
    """By colorway: the code of the latest shot that something will still happen to."""
    moving = Render.objects.unfinished().filter(shot__in=shots).order_by()
    latest = moving.values("shot__colorway").annotate(latest=Max("shot")).values_list("latest", flat=True)
    return dict(Shot.objects.filter(pk__in=list(latest)).values_list("colorway", "code"))
