"""Templates and their versions: written here, previewed while typing, locked for good by the first launch."""

import json
from http import HTTPStatus
from typing import Any, TypeVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from catalog.admin.base import ArchivableForm, BoundedInline, GuardedAdmin
from catalog.admin.prompts.form import FORM_FIELDS, PromptVersionForm, entered_specs
from catalog.admin.prompts.preview import preview_context
from catalog.models import ImageModel, PromptTemplate, PromptVersion
from catalog.models.campaign_locks import refuse_placement_removal
from catalog.refusals import Refusal
from catalog.text import whole_number
from config.configuration.rows import moment_column

Row = TypeVar("Row", bound=Model)


class VersionLocked(Refusal):
    """Somebody launched the draft while it was open here; `version` is its row now."""

    def __init__(self, version: PromptVersion) -> None:
        super().__init__(_("%(locked_sentence)s Nothing was saved.") % {"locked_sentence": locked_sentence(version)})
        self.version = version


class PromptTemplateForm(ArchivableForm):
    class Meta:
        model = PromptTemplate
        fields = ["name", "slug", "category", "purpose", "placements", "position", "is_archived"]
        widgets = {"placements": forms.CheckboxSelectMultiple}


class VersionInline(BoundedInline):
    """The versions of a template, with links to their pages."""

    model = PromptVersion
    fk_name = "template"
    fields = readonly_fields = ("version", "status", "excerpt", "author", moment_column(PromptVersion, "created_at"))
    can_delete = False
    max_num = 0
    ordering = ["-number"]

    @admin.display(description=gettext_lazy("version"))
    def version(self, version: PromptVersion) -> str:
        address = reverse("admin:catalog_promptversion_change", args=[version.pk])
        return format_html('<a href="{}">v{}</a>', address, version.number)

    @admin.display(description=gettext_lazy("status"))
    def status(self, version: PromptVersion) -> str:
        return status_of(version)

    @admin.display(description=gettext_lazy("prompt"))
    def excerpt(self, version: PromptVersion) -> str:
        return version.prompt[:90] + ("…" if len(version.prompt) > 90 else "")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A version is made from the last one."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A version is written on its own page."""
        return False


@admin.register(PromptTemplate)
class PromptTemplateAdmin(GuardedAdmin):
    """Templates with their versions beneath."""

    form = PromptTemplateForm
    list_display = ["name", "category", "current", "is_offered"]
    list_select_related = ["current__template"]
    search_fields = ["name", "slug", "purpose"]
    prepopulated_fields = {"slug": ["name"]}
    fixed_while_used = ("slug",)

    @admin.display(description=gettext_lazy("offered"), boolean=True, ordering="archived_at")
    def is_offered(self, template: PromptTemplate) -> bool:
        return template.archived_at is None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Raises `LockedByCampaign` when the template would leave a placement in which a running campaign uses it."""
        if change and "placements" in form.changed_data:
            refuse_placement_removal(form.instance, form.cleaned_data["placements"])
        super().save_related(request, form, formsets, change)

    def get_inlines(self, request: HttpRequest, obj: PromptTemplate | None) -> Any:
        """A template has versions once it exists."""
        return [VersionInline] if obj else []

    def get_urls(self) -> list[URLPattern]:
        """With the button that makes the next version."""
        draft = path(
            "<int:pk>/draft/", self.admin_site.admin_view(require_POST(self.draft)), name="catalog_prompttemplate_draft"
        )
        return [draft, *super().get_urls()]

    def draft(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open the version to edit: the one whose number the button named, as a copy of the version beside it; without
        a number the last draft, else a copy of the last version. Without any version an empty one."""
        if not request.user.has_perm("catalog.add_promptversion"):
            raise PermissionDenied
        template = get_object_or_404(PromptTemplate, pk=pk)
        person, number = cast(User, request.user), whole_number(request.POST.get("number"))
        source = whole_number(request.POST.get("source"))
        version = template.make_version(number, source=source, by=person) if number else template.draft(by=person)
        if version is None:
            return redirect(f"{reverse('admin:catalog_promptversion_add')}?template={pk}")
        messages.info(
            request,
            _("Version %(version_number)s is a draft. Its first launch locks it.") % {"version_number": version.number},
        )
        return redirect("admin:catalog_promptversion_change", version.pk)

    def response_add(
        self, request: HttpRequest, obj: PromptTemplate, post_url_continue: str | None = None
    ) -> HttpResponse:
        """A new template needs its first prompt next."""
        return redirect(f"{reverse('admin:catalog_promptversion_add')}?template={obj.pk}")


@admin.register(PromptVersion)
class PromptVersionAdmin(GuardedAdmin):
    """One version: editable while it is a draft, read only once it is locked."""

    form = PromptVersionForm
    fields = ["template", *FORM_FIELDS]
    list_display = ["__str__", "status", "author", "created_at"]
    list_select_related = ["template__current", "author"]
    list_filter = ["template"]
    search_fields = ["prompt", "template__name"]
    ordering = ["template", "-number"]

    @admin.display(description=gettext_lazy("status"))
    def status(self, version: PromptVersion) -> str:
        return status_of(version)

    def get_readonly_fields(self, request: HttpRequest, obj: PromptVersion | None = None) -> list[str]:
        """A version never moves to another template."""
        return ["template"] if obj else []

    def has_change_permission(self, request: HttpRequest, obj: PromptVersion | None = None) -> bool:
        """Nobody changes a locked version."""
        return super().has_change_permission(request, obj) and not (obj and obj.is_locked)

    def has_delete_permission(self, request: HttpRequest, obj: PromptVersion | None = None) -> bool:
        """Nobody deletes a locked version."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_locked)

    def get_urls(self) -> list[URLPattern]:
        """With the live preview."""
        guarded = self.admin_site.admin_view
        return [
            path("preview/", guarded(require_POST(self.preview)), name="catalog_promptversion_preview"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest) -> HttpResponse:
        """The preview of a prompt as it is typed."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        typed = request.POST
        version = row_of(PromptVersion.objects.with_template(), typed.get("version"))
        templates = PromptTemplate.objects.select_related("current")
        template = version.template if version else row_of(templates, typed.get("template"))
        prompt = typed.get("prompt", "")
        image_model = row_of(ImageModel.objects.all(), typed.get("image_model"))
        context = preview_context(template, prompt, entered_specs(typed, prompt), image_model)
        context |= {"version": version, "may_fix": not (version and version.is_locked)}
        context["are_placeholders_new"] = typed.get("specs_for") != context["specs_for"]
        return TemplateResponse(request, "admin/catalog/promptversion/_preview.html", context)

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page of one version. Saving one that was locked meanwhile changes nothing and says so."""
        version = row_of(PromptVersion.objects.with_template(), object_id)
        context = self.page_context(request, version)
        take_fix(request)
        try:
            if version and version.is_locked and request.method == "POST":
                raise VersionLocked(version)
            return super().changeform_view(request, object_id, form_url, context)
        except VersionLocked as refusal:
            messages.error(request, str(refusal))
            request.method = "GET"
            response = super().changeform_view(request, object_id, form_url, context)
            response.status_code = HTTPStatus.CONFLICT
            return response

    def page_context(self, request: HttpRequest, version: PromptVersion | None) -> dict[str, Any]:
        """What the page shows around the form."""
        is_locked = bool(version and version.is_locked)
        prompt, specs, image_model = "", {}, None
        if version:
            prompt, specs, image_model = version.prompt, version.placeholder_specs, version.image_model
        if request.method == "POST" and not is_locked:
            prompt = request.POST.get("prompt", prompt)
            specs = entered_specs(request.POST, prompt)
        template = version.template if version else row_of(PromptTemplate.objects.all(), request.GET.get("template"))
        versions = list(template.versions.all()) if template else []
        return {
            **preview_context(template, prompt, specs, image_model),
            "version": version,
            "template": template,
            "versions": versions,
            "parameters": json.dumps(version.parameters, ensure_ascii=False) if version else "",
            "newest": versions[0] if versions else None,
            "may_fix": not is_locked,
            "lock": locked_sentence(version) if version and is_locked else "",
        }

    def save_model(self, request: HttpRequest, obj: PromptVersion, form: PromptVersionForm, change: bool) -> None:
        """Save the content of a draft. Raises `VersionLocked` when it was locked since the page was opened."""
        if change:
            content = {name: form.cleaned_data[name] for name in FORM_FIELDS}
            content["placeholder_specs"] = form.placeholder_specs
            if not PromptVersion.objects.edit(obj.pk, **content):
                raise VersionLocked(PromptVersion.objects.get(pk=obj.pk))
            return
        obj.author_id, obj.placeholder_specs = request.user.pk, form.placeholder_specs
        obj.number = obj.template.next_number()
        obj.save()


def take_fix(request: HttpRequest) -> None:
    """Put what a clicked fix says in the place of what was typed: a browser without JavaScript sends the whole form."""
    try:
        fix = json.loads(request.POST.get("fix", ""))
        specs = {f"{part}:{name}": str(value) for name, spec in fix["specs"].items() for part, value in spec.items()}
        fixed = {"prompt": str(fix["prompt"]), "_continue": "on", **specs}
    except (ValueError, TypeError, KeyError, AttributeError):
        return
    typed = request.POST.copy()
    for name, value in fixed.items():
        typed[name] = value
    request.POST = typed  # type: ignore[assignment]


def row_of(rows: QuerySet[Row], pk_text: str | None) -> Row | None:
    """The row whose id is written in an address or a form; None for anything else."""
    pk = whole_number(pk_text)
    return None if pk is None else rows.filter(pk=pk).first()


def status_of(version: PromptVersion) -> str:
    """ "draft", "locked" or "frozen", with ", current" where production uses it."""
    status = _("frozen") if version.frozen_at else _("locked") if version.locked_at else _("draft")
    return _("%(status)s, current") % {"status": status} if version.template.current_id == version.pk else status


def locked_sentence(version: PromptVersion) -> str:
    """Why it cannot be changed, and what to do."""
    numbers = {"number": version.number, "next": version.template.next_number()}
    if version.frozen_at:
        return _("Version %(number)s is frozen. Make version %(next)s to change it.") % numbers
    return _("Version %(number)s is locked. Make version %(next)s to change it.") % numbers
