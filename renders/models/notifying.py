"""Who is notified of what. An event of the audit log notifies those that its rule below names, in the same transaction;
what the log does not record (a set's end and a full budget, see `renders/models/milestones.py`, and a failed
publication) does so by a function of its own.

Nobody is notified of what they did themselves.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from renders.models.actions import Action
from renders.models.api_tokens import acts_for_program
from renders.models.events import Event, Happenings, tells, tells_together
from renders.models.notifications import REFUSED_ORDER, Notification, NotificationKind
from renders.models.preferences import Preference
from renders.models.production_plans import ProductionPlan
from renders.models.renders import Render, State
from renders.models.shot_sets import ShotSet


def notify(
    kind: NotificationKind,
    people: Iterable[int | None],
    *,
    by: User | None = None,
    same: Mapping[str, Any] | None = None,
    owner: int | None = None,
    **about: Any,
) -> None:
    """Notify these people, by their ids, of one thing. Somebody who has an unread notification of the `same` gets one
    row for both, which counts them. People who cannot sign in are left out, and so are those without the permission
    that the kind takes, except the `owner`.
    """
    ids = {pk for pk in (*people, owner) if pk} - {by.pk if by else None}
    if not ids:
        return
    with transaction.atomic():
        earlier = take_unread(kind, ids, same) if same is not None else {}
        Notification.objects.bulk_create(
            Notification(kind=kind, person_id=pk, by=by, **{"count": earlier.get(pk, 0) + 1, **about})
            for pk in sorted(who_may_know(kind, ids, owner))
        )


def who_may_know(kind: NotificationKind, people: Iterable[int], owner: int | None = None) -> set[int]:
    """Those of these people who can sign in and have the permission that the kind takes, or are the owner."""
    may_know = Q(pk__in=people_with(kind.permission).values("pk")) | Q(pk=owner, is_active=True)
    readers = get_user_model().objects.filter(may_know, pk__in=people).exclude(api_tokens__is_service=True)
    return set(readers.values_list("pk", flat=True))


def take_unread(kind: NotificationKind, people: Iterable[int], same: Mapping[str, Any]) -> Counter[int]:
    """Delete the unread notifications of the same, and say how many each person had. Another transaction that does this
    at the same moment waits, and counts none of them twice."""
    unread = Notification.objects.unread().filter(kind=kind, person__in=people, **same)
    rows = list(unread.select_for_update(of=("self",)).order_by("pk"))
    counts: Counter[int] = Counter()
    for row in rows:
        counts[row.person_id] += row.count
    if rows:
        Notification.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return counts


def people_with(permission: str) -> QuerySet[User]:
    """The people with this permission who can sign in."""
    people: QuerySet[User] = get_user_model().objects.with_perm(
        permission, backend="config.authentication.OneQueryBackend"
    )
    return people


def ids_with(permission: str) -> list[int]:
    return list(people_with(permission).values_list("pk", flat=True))


@tells_together(Action.DECISION_MADE)
def decided(happenings: Happenings) -> None:
    """Who submitted a shot, and who launched its set."""
    kind = NotificationKind.DECIDED
    concerned = [
        {review.submitted_by_id, review.shot.shot_set.launched_by_id} - {event.by_id} for event, review in happenings
    ]
    readers = who_may_know(kind, set().union(*concerned))
    Notification.objects.bulk_create(
        Notification(kind=kind, person_id=pk, by=event.by, outcome=event.after, review=review)
        for (event, review), people in zip(happenings, concerned, strict=True)
        for pk in sorted(people & readers)
    )


@tells(Action.BANNER_APPROVED)
@tells(Action.BANNER_DECLINED)
def banner_decided(event: Event, banner: Any) -> None:
    notify(NotificationKind.BANNER_DECIDED, [banner.made_by_id], by=event.by, outcome=banner.state, banner_id=banner.pk)


def banner_picture_waits(banner: int, ordered_by: int | None) -> None:
    """Each person who approves banners gets one notification, which counts what comes until they read it. Nobody is
    notified of a picture that they ordered, because they may not decide on it."""
    about: dict[str, Any] = {"banner_id": banner}
    kind = NotificationKind.BANNER_WAITS
    notify(kind, {*ids_with(kind.permission)} - {ordered_by}, same=about, **about)


@tells(Action.DECISION_UNDONE)
def decision_undone(event: Event, review: Any) -> None:
    """Nobody needs to read about a decision that was taken back."""
    Notification.objects.unread().filter(kind=NotificationKind.DECIDED, review=review).delete()


@tells(Action.REVIEW_SUBMITTED)
def submitted(event: Event, review: Any) -> None:
    """Whoever asked for changes learns that the shot is back."""
    if review.round == 1:
        return
    earlier = type(review).objects.filter(shot=review.shot_id, round__lt=review.round, decisions__undone_at=None)
    asked = earlier.filter(decisions__verdict="changes").values_list("decisions__by", flat=True)
    notify(NotificationKind.RETURNED, asked, by=event.by, review=review)


@tells(Action.COMMENT_ADDED)
def commented(event: Event, comment: Any) -> None:
    """People who are mentioned, who wrote in the thread before, or who submitted the picture."""
    thread = comment.thread
    mentioned = set(comment.mentions.values_list("person", flat=True))
    notify(NotificationKind.MENTIONED, mentioned, by=event.by, thread=thread)
    others = {thread.review.submitted_by_id, *thread.comments.values_list("by", flat=True)} - mentioned
    notify(NotificationKind.ANSWERED, others, by=event.by, same={"thread": thread}, thread=thread)


@tells(Action.PUBLICATION_LIVE)
def went_live(event: Event, publication: Any) -> None:
    """Whoever asked for it, if they want to hear of that."""
    if Preference.objects.filter(person=publication.requested_by_id, hears_of_live=True).exists():
        notify_of_publication(NotificationKind.PUBLICATION_LIVE, publication, publication.requested_by_id)


@tells(Action.ACCOUNT_PAUSED)
def account_paused(event: Event, account: Any) -> None:
    notify_admins(NotificationKind.ACCOUNT_PAUSED, account.pk)


@tells(Action.PRODUCTS_IMPORTED)
def imported(event: Event, product_import: Any) -> None:
    """A worker did it, some time after its person asked for it."""
    import_ended(product_import, "done")


def import_ended(product_import: Any, outcome: str) -> None:
    notify_of_import(product_import, outcome, [product_import.requested_by_id])


def import_waits(product_import: Any, outcome: str) -> None:
    """A person has to look at it: whoever asked for it, or everybody who may import where a service did."""
    asked = product_import.requested_by
    is_program = asked is not None and acts_for_program(asked)
    people = ids_with(NotificationKind.IMPORT_ENDED.permission) if is_program else [product_import.requested_by_id]
    notify_of_import(product_import, outcome, people)


def notify_of_import(product_import: Any, outcome: str, people: Iterable[int | None]) -> None:
    """One notification takes the place of unread ones of the same import."""
    about = {"product_import": product_import}
    notify(NotificationKind.IMPORT_ENDED, people, same=about, outcome=outcome, **about)


def notify_of_publication(kind: NotificationKind, publication: Any, *people: int | None) -> None:
    """Pictures that went out together are one notification."""
    release = publication.release_id
    same = {"publication__release": release} if release else {"publication": publication}
    notify(kind, people, same=same, publication=publication)


def doubt_waits(account: int) -> None:
    """Only a person can find out now what became of an order."""
    notify_admins(NotificationKind.DOUBT, account)


def notify_admins(kind: NotificationKind, account: int) -> None:
    """Each person who may do something about an account gets one notification for all until they read it."""
    about: dict[str, Any] = {"account_id": account}
    notify(kind, ids_with(kind.permission), same=about, **about)


def set_ended(shot_set: ShotSet, by: User | None = None) -> None:
    """Its launcher learns how its renders ended, unless the last notification said the same. The sets of a production
    plan are counted together.

    Nobody is notified of a banner's set: each name on a banner has one.
    """
    if shot_set.banner_id:
        return
    plan = ProductionPlan.objects.filter(Q(pilot_set=shot_set) | Q(shot_set=shot_set)).first()
    is_pilot = bool(plan and plan.pilot_set_id == shot_set.pk)
    # The rest of a plan counts its pilot too.
    sets = {shot_set.pk, plan.pilot_set_id} - {None} if plan and not is_pilot else {shot_set.pk}
    counts: dict[str, Any] = counts_of(sets)
    about: dict[str, Any] = {"plan": plan, "outcome": "pilot" if is_pilot else "", "shot_set": shot_set}
    kind = NotificationKind.PLAN_FINISHED if plan else NotificationKind.SET_FINISHED
    earlier = Notification.objects.filter(kind=kind, person=shot_set.launched_by_id, shot_set=shot_set)
    if earlier.filter(**counts).exists():
        return
    earlier.unread().delete()
    notify(kind, [shot_set.launched_by_id], by=by, **about, **counts)


def counts_of(sets: Iterable[int | None]) -> dict[str, int]:
    """How the renders of these sets ended; of one that was ordered again only the later one counts."""
    return Render.objects.filter(shot_set__in=sets).aggregate(
        count=Count("pk", filter=Q(state=State.READY)),
        failed_count=Count("pk", filter=Q(state=State.FAILED, retry=None)),
        cancelled_count=Count("pk", filter=Q(state=State.CANCELLED)),
    )


def budget_used(budget: int, person: int | None, percent: int) -> None:
    """Admins, and the person whose budget it is. One notification takes the place of unread ones."""
    Notification.objects.unread().filter(kind=NotificationKind.BUDGET, budget=budget, outcome="").delete()
    admins = ids_with(NotificationKind.BUDGET.permission)
    notify(NotificationKind.BUDGET, admins, owner=person, budget_id=budget, count=percent)


def order_refused(budget: Any, by: User) -> None:
    """The same people get one notification, which counts the orders that are refused until they read it."""
    admins = ids_with(NotificationKind.BUDGET.permission)
    about = {"budget": budget, "outcome": REFUSED_ORDER}
    notify(NotificationKind.BUDGET, admins, owner=budget.person_id, by=by, same=about, **about)
