"""The lists of My work: what a row says, which rows there are, and how many more."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Colorway
from config.caching.addresses import address_of
from config.permissions import DECIDE, LAUNCH, SUBMIT
from renders.models import Decision, Review, SetDraft, worklist
from renders.templatetags.packshot import dollars
from renders.views.pictures import address_of_nothing, shown_of_shot, thumbnail_of

MAX_ROWS = 6
# How many a list shows that is opened by itself.
MAX_ALL = 100
# How much of a comment a row shows.
MAX_QUOTED = 160
PRODUCT = worklist.PRODUCT_NAMES
PERSON = ("username", "first_name", "last_name")
VERDICTS = {str(verdict): verdict.label for verdict in Decision.Verdict}
REASONS = {str(reason): reason.label for reason in Decision.Reason}


@dataclass(frozen=True, kw_only=True)
class WorkRow:
    """One thing to look at: where it is, what it is called, and what was said about it."""

    id: str
    address: str
    title: str
    product: str = ""
    note: str = ""
    # The address of a small picture.
    picture: str
    # State and word of its chip.
    chip: tuple[str, str] | None = None
    # Who did what to it last, when, or what else is known.
    by: str = ""
    at: datetime | None = None
    end: str = ""


@dataclass(frozen=True)
class WorkList:
    """The first rows of a list, and how many more there are."""

    name: str
    title: str
    rows: Sequence[WorkRow]
    more: int = 0
    # The page with all of them.
    all_address: str = ""
    # What went wrong stands last.
    is_trouble: bool = False


def lists_of(person: User, only: str = "") -> list[WorkList]:
    """What waits for this person, in the order in which it is best done; `only` names one list, shown whole."""
    limit = MAX_ALL if only else MAX_ROWS
    lists: list[WorkList] = []
    lists.append(mentions(person, limit))
    sets = worklist.latest_sets(person) if person.has_perm(LAUNCH) else []
    if person.has_perm(DECIDE) and not only:
        lists.append(waiting_reviews(person))
    if person.has_perm(SUBMIT):
        lists += [*submissions(person, limit), to_submit(sets, limit)]
    if person.has_perm(LAUNCH):
        lists.append(drafts(person, limit))
    lists += [in_doubt(person, limit), failed(person, sets, limit)]
    return [one for one in lists if one.rows and only in ("", one.name)]


def waiting_reviews(person: User) -> WorkList:
    fields = ("pk", "pick", "note", "submitted_at", *PRODUCT, *(f"submitted_by__{name}" for name in PERSON))

    def row(found: dict[str, Any]) -> WorkRow:
        return WorkRow(
            id=f"review-{found['pk']}",
            address=address_of("reviews.detail", found["pk"]),
            title=found["shot__code"],
            product=product_of(found),
            note=found["note"],
            picture=thumbnail_of(found["pick"]),
            by=name_of(found, "submitted_by"),
            at=found["submitted_at"],
        )

    title, all_address = _("Waiting for your decision"), address_of("reviews.list")
    return listed("reviews", title, Review.objects.decidable_by(person), fields, row, MAX_ROWS, all_address)


def mentions(person: User, limit: int) -> WorkList:
    thread, review = "comment__thread", "comment__thread__review__"
    about = ["comment__text", "comment__at", *(f"comment__by__{name}" for name in PERSON)]
    about += [thread, f"{thread}__render", f"{thread}__render__number", f"{thread}__review"]

    def row(found: dict[str, Any]) -> WorkRow:
        found |= {name: found[f"{review}{name}"] for name in PRODUCT}
        address = address_of("reviews.detail", found[f"{thread}__review"])
        return WorkRow(
            id=f"mention-{found[thread]}",
            address=f"{address}?see={found[f'{thread}__render__number']}#thread-{found[thread]}",
            title=found["shot__code"],
            product=product_of(found),
            note=Truncator(found["comment__text"]).chars(MAX_QUOTED),
            picture=thumbnail_of(found[f"{thread}__render"]),
            by=name_of(found, "comment__by"),
            at=found["comment__at"],
        )

    fields = (*about, *(f"{review}{name}" for name in PRODUCT))
    return listed("mentions", _("You are mentioned"), worklist.mentions(person), fields, row, limit)


def submissions(person: User, limit: int) -> list[WorkList]:
    """What this person submitted: what came back, what waits for a reviewer, what is approved. Read in one query."""
    fields = ["pk", "pick", "note", "submitted_at", *PRODUCT, *(f"decision__by__{name}" for name in PERSON)]
    fields += [f"decision__{name}" for name in ("pk", "verdict", "reason", "note", "at", "unpublished_since")]
    fields.append("open_threads")
    rows: dict[str, list[WorkRow]] = {"sent_back": [], "in_review": [], "approved": []}
    for found in worklist.submitted(person).values(*fields):
        verdict = found["decision__verdict"]
        is_approved = verdict == Decision.Verdict.APPROVE
        if is_approved and not found["decision__unpublished_since"]:
            continue  # sent out, so no longer in their hands
        name = "in_review" if not verdict else "approved" if is_approved else "sent_back"
        rows[name].append(submission_row(found, verdict))
    titles = {
        "sent_back": _("Came back from review"),
        "in_review": _("In review"),
        "approved": _("Approved, not published yet"),
    }
    return [
        WorkList(name, title, rows[name][:limit], max(0, len(rows[name]) - limit), address_of_list(name))
        for name, title in titles.items()
    ]


def submission_row(found: dict[str, Any], verdict: str | None) -> WorkRow:
    said = [str(REASONS.get(found["decision__reason"] or "", "")), quoted(found["decision__note"])]
    return WorkRow(
        id=f"back-{found['decision__pk']}" if verdict else f"submitted-{found['pk']}",
        address=address_of("shots.detail", found["shot__code"]),
        title=found["shot__code"],
        product=product_of(found),
        note=" ".join(filter(None, said)) if verdict else found["note"],
        picture=thumbnail_of(found["pick"]),
        chip=(verdict, str(VERDICTS[verdict])) if verdict else None,
        by=name_of(found, "decision__by") if verdict else "",
        at=found["decision__at"] if verdict else found["submitted_at"],
        end=comments_text(found["open_threads"]),
    )


def comments_text(count: int) -> str:
    text = ngettext("%(count)s open comment.", "%(count)s open comments.", count)
    return text % {"count": count} if count else ""


def to_submit(sets: Collection[int], limit: int) -> WorkList:
    names = [name.removeprefix("shot__") for name in PRODUCT]
    fields = ("pk", "picture", "shot_set__note", "placement__name", *names)

    def row(found: dict[str, Any]) -> WorkRow:
        return WorkRow(
            id=f"submit-{found['pk']}",
            address=address_of("shots.detail", found["code"]),
            title=found["code"],
            product=f"{found['colorway__product__name']}, {found['colorway__name']}",
            note=found["shot_set__note"],
            picture=shown_of_shot(found["picture"], found["colorway__product"], found["colorway"]),
            end=found["placement__name"],
        )

    title = _("Ready for you to choose from")
    return listed("to_submit", title, worklist.to_submit(sets), fields, row, limit)


def drafts(person: User, limit: int) -> WorkList:
    found = list(SetDraft.objects.of(person)[: MAX_ALL + 1])
    firsts = {draft.pk: colorway.pk for draft in found for colorway in draft.chosen.colorways[:1]}
    known = Colorway.objects.filter(pk__in=firsts.values()).values_list("pk", "product") if firsts else ()
    product_of_colorway = dict(known)

    def row(draft: SetDraft) -> WorkRow:
        colorway = firsts.get(draft.pk, 0)
        product = product_of_colorway.get(colorway)
        return WorkRow(
            id=f"draft-{draft.pk}",
            address=draft.get_absolute_url(),
            title=str(draft),
            note=draft.note,
            picture=shown_of_shot(None, product, colorway) if product else address_of_nothing(),
            at=draft.saved_at,
        )

    rows = [row(draft) for draft in found[:limit]]
    return WorkList("drafts", _("Drafts"), rows, max(0, len(found) - limit), address_of_list("drafts"))


def in_doubt(person: User, limit: int) -> WorkList:
    fields = ("pk", "number", "price_micros", "state_changed_at", "due_at", "shot_set__note", *PRODUCT)

    def row(found: dict[str, Any]) -> WorkRow:
        finds_out = _("Packshot is finding out") if found["due_at"] else _("An admin decides")
        return WorkRow(
            id=f"doubt-{found['pk']}",
            address=address_of("shots.candidate", found["shot__code"], found["number"]),
            title=_("Candidate %(number)s of %(shot)s") % {"number": found["number"], "shot": found["shot__code"]},
            product=product_of(found),
            note=found["shot_set__note"],
            picture=picture_of_colorway(found),
            end=_("Reserved: %(price)s. %(finds_out)s.")
            % {"price": dollars(found["price_micros"]), "finds_out": finds_out},
            at=found["state_changed_at"],
        )

    title = _("In doubt: did the provider take these orders?")
    all_address = address_of("operations.doubts")
    return listed("in_doubt", title, worklist.in_doubt(person), fields, row, limit, all_address, is_trouble=True)


def failed(person: User, sets: Collection[int], limit: int) -> WorkList:
    fields = ("shot", "count", *worklist.FAILED_NAMES)

    def row(found: dict[str, Any]) -> WorkRow:
        failed_text = ngettext(
            "%(number)s candidate failed. The grid says why.",
            "%(number)s candidates failed. The grid says why.",
            found["count"],
        )
        return WorkRow(
            id=f"failed-{found['shot']}",
            address=address_of("shots.detail", found["shot__code"]),
            title=found["shot__code"],
            product=product_of(found),
            note=found["shot_set__note"],
            picture=picture_of_colorway(found),
            end=failed_text % {"number": found["count"]},
        )

    return listed("failed", _("Failed"), worklist.failed(person, sets), fields, row, limit, is_trouble=True)


def listed(
    name: str,
    title: str,
    rows: "QuerySet[Any]",
    fields: Iterable[str],
    row: Callable[[dict[str, Any]], WorkRow],
    limit: int,
    all_address: str = "",
    *,
    is_trouble: bool = False,
) -> WorkList:
    """The first rows, and how many more there are, in one query; past those that a page shows nobody counts."""
    found = list(rows.values(*fields)[: MAX_ALL + 1])
    shown = [row(one) for one in found[:limit]]
    return WorkList(name, title, shown, max(0, len(found) - limit), all_address or address_of_list(name), is_trouble)


def address_of_list(name: str) -> str:
    return f"{address_of('people.home')}?all={name}"


def product_of(found: dict[str, Any]) -> str:
    return f"{found['shot__colorway__product__name']}, {found['shot__colorway__name']}"


def picture_of_colorway(found: dict[str, Any]) -> str:
    return shown_of_shot(None, found["shot__colorway__product"], found["shot__colorway"])


def name_of(found: dict[str, Any], link: str) -> str:
    """As the filter `person` names people."""
    first, last = found[f"{link}__first_name"], found[f"{link}__last_name"]
    return f"{first} {last}".strip() or found[f"{link}__username"]


def quoted(text: str | None) -> str:
    return f"“{text}”" if text else ""
