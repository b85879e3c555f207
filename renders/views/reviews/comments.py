"""Commenting on a review: starting threads, replying, resolving, reopening, and having read a mention."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.permissions import VIEW_WORK, needs
from renders.forms.reviewing.comments import CommentForm, ThreadForm
from renders.models import CommentThread, Review
from renders.views.access import PersonRequest
from renders.views.reviews.detail import review_page
from renders.views.threads import address_of_thread


@require_POST
@needs(VIEW_WORK)
def comments(request: PersonRequest, pk: int) -> HttpResponse:
    """Start a thread."""
    review = get_object_or_404(Review.objects.with_order(), pk=pk)
    form = ThreadForm(review, request.POST, auto_id="comment-%s")
    if not form.is_valid():
        return review_page(request, review, comment=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    thread = CommentThread.start(review, by=request.user, **form.first_comment)
    return back(request, thread)


@require_POST
@needs(VIEW_WORK)
def reply(request: PersonRequest, pk: int) -> HttpResponse:
    thread = thread_or_404(pk)
    form = CommentForm(request.POST, auto_id=f"reply-{pk}-%s")
    if not form.is_valid():
        review = Review.objects.with_order().get(pk=thread.review_id)
        return review_page(request, review, refused_reply=(pk, form), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    thread.reply(by=request.user, **form.cleaned_data)
    return back(request, thread)


@require_POST
@needs(VIEW_WORK)
def resolve(request: PersonRequest, pk: int) -> HttpResponse:
    thread = thread_or_404(pk)
    thread.resolve(by=request.user)
    messages.success(request, _("Thread %(letter)s is resolved.") % {"letter": thread.letter})
    return back(request, thread)


@require_POST
@needs(VIEW_WORK)
def reopen(request: PersonRequest, pk: int) -> HttpResponse:
    thread = thread_or_404(pk)
    thread.reopen(by=request.user)
    messages.success(request, _("Thread %(letter)s is open again.") % {"letter": thread.letter})
    return back(request, thread)


@require_POST
@needs(VIEW_WORK)
def read(request: PersonRequest, pk: int) -> HttpResponse:
    """It came into this person's sight: what mentions them in it waits no longer."""
    thread = thread_or_404(pk)
    thread.read_by(request.user)
    return HttpResponse(status=HTTPStatus.NO_CONTENT) if request.htmx else back(request, thread)


def thread_or_404(pk: int) -> CommentThread:
    return get_object_or_404(CommentThread.objects.select_related("render", "review__shot__shot_set"), pk=pk)


def back(request: PersonRequest, thread: CommentThread) -> HttpResponse:
    """To the thread on the page that sent the form."""
    return redirect(address_of_thread(thread, request.POST.get("view", "")))
