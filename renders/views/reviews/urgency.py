"""Priority and due date of a review, changed while it waits."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.permissions import VIEW_WORK, needs
from renders.forms.reviewing.reviews import ReviewFilter, UrgencyForm
from renders.models import Review
from renders.views.access import PersonRequest
from renders.views.reviews.detail import review_page


@require_POST
@needs(VIEW_WORK)
def urgency(request: PersonRequest, pk: int) -> HttpResponse:
    review = get_object_or_404(Review.objects.with_order(), pk=pk)
    if not review.may_be_prioritised_by(request.user):
        raise PermissionDenied(_("Who launched or submitted a shot changes its priority, or an admin."))
    form = UrgencyForm.of(review, request.POST)
    if not form.is_valid():
        return review_page(request, review, urgency=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if review.prioritise(by=request.user, **form.cleaned_data):
        messages.success(request, _("Priority and due date are changed."))
    else:
        messages.warning(request, _("This review is closed. Its priority stays as it was."))
    return redirect(review.get_absolute_url() + ReviewFilter(request.GET).query_string())
