"""Templates and their versions: written here, previewed while typing, sealed for good by the first launch."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from catalog.admin.guarded import ArchivableForm, GuardedAdmin
from catalog.admin.prompt_form import WORDS, PromptVersionForm, entered_slots
from catalog.admin.reading import reading
from catalog.models import ImageModel, PromptTemplate, PromptVersion
from catalog.models.campaigns import refuse_placement_removal


class VersionLocked(Exception):
    """Somebody launched the draft while it was open here; `version` is how it stands now."""

    def __init__(self, version: PromptVersion) -> None:
        super().__init__(f"{version} is sealed")
        self.version = version


class PromptTemplateForm(ArchivableForm):
    """What a template is called and used for."""

    class Meta:
        model = PromptTemplate
        fields = ["name", "slug", "category", "purpose", "placements", "position", "is_archived"]
        widgets = {"placements": forms.CheckboxSelectMultiple}


class VersionInline(admin.TabularInline):
    """The versions of a template, to open."""

    model = PromptVersion
    fk_name = "template"
    fields = readonly_fields = ("version", "state", "words", "author", "created_at")
    can_delete = False
    ordering = ["-number"]

    @admin.display(description="version")
    def version(self, version: PromptVersion) -> str:
        """Its number, leading to it."""
        address = reverse("admin:catalog_promptversion_change", args=[version.pk])
        return format_html('<a href="{}">v{}</a>', address, version.number)

    @admin.display(description="state")
    def state(self, version: PromptVersion) -> str:
        """Draft, sealed or frozen; and whether production uses it."""
        return state_of(version)

    @admin.display(description="prompt")
    def words(self, version: PromptVersion) -> str:
        """Its beginning."""
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

    @admin.display(description="offered", boolean=True, ordering="archived_at")
    def is_offered(self, template: PromptTemplate) -> bool:
        """Whether it can be chosen for new orders."""
        return template.archived_at is None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Raises `Locked` when the template would leave a placement in which a running campaign uses it."""
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
        """Open the version to write on: the last draft, else a copy of the last version, else an empty one."""
        if not request.user.has_perm("catalog.add_promptversion"):
            raise PermissionDenied
        template = get_object_or_404(PromptTemplate, pk=pk)
        version = template.draft(by=request.user)
        if version is None:
            return redirect(f"{reverse('admin:catalog_promptversion_add')}?template={pk}")
        messages.info(request, f"Version {version.number} is a draft. Its first launch seals it.")
        return redirect("admin:catalog_promptversion_change", version.pk)

    def response_add(
        self, request: HttpRequest, obj: PromptTemplate, post_url_continue: str | None = None
    ) -> HttpResponse:
        """A new template needs words next."""
        return redirect(f"{reverse('admin:catalog_promptversion_add')}?template={obj.pk}")


@admin.register(PromptVersion)
class PromptVersionAdmin(GuardedAdmin):
    """One prompt: open while a draft, for reading once sealed."""

    form = PromptVersionForm
    fields = ["template", *WORDS]
    list_display = ["__str__", "state", "author", "created_at"]
    list_select_related = ["template__current", "author"]
    list_filter = ["template"]
    search_fields = ["prompt", "template__name"]
    ordering = ["template", "-number"]

    @admin.display(description="state")
    def state(self, version: PromptVersion) -> str:
        """Draft, sealed or frozen; and whether production uses it."""
        return state_of(version)

    def get_readonly_fields(self, request: HttpRequest, obj: PromptVersion | None = None) -> list[str]:
        """A version stays with its template."""
        return ["template"] if obj else []

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """Without the buttons that make or change an image model from here."""
        form = super().get_form(request, obj, change, **options)
        if "image_model" in form.base_fields:
            widget = form.base_fields["image_model"].widget
            widget.can_add_related = widget.can_change_related = widget.can_view_related = False
        return form

    def has_change_permission(self, request: HttpRequest, obj: PromptVersion | None = None) -> bool:
        """Nobody changes a sealed one."""
        return super().has_change_permission(request, obj) and not (obj and obj.is_locked)

    def has_delete_permission(self, request: HttpRequest, obj: PromptVersion | None = None) -> bool:
        """Nobody deletes a sealed one."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_locked)

    def get_urls(self) -> list[URLPattern]:
        """With the live preview."""
        guarded = self.admin_site.admin_view
        return [
            path("preview/", guarded(require_POST(self.preview)), name="catalog_promptversion_preview"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest) -> HttpResponse:
        """What the typed prompt becomes, what is wrong with it, and what it changes."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        typed = request.POST
        version = PromptVersion.objects.with_template().filter(pk=number(typed.get("version"))).first()
        templates = PromptTemplate.objects.select_related("current")
        template = version.template if version else templates.filter(pk=number(typed.get("template"))).first()
        prompt = typed.get("prompt", "")
        fixed = ImageModel.objects.filter(pk=number(typed.get("image_model"))).first()
        context = reading(template, prompt, entered_slots(typed, prompt), fixed)
        context |= {"version": version, "may_fix": not (version and version.is_locked)}
        context["are_slots_new"] = typed.get("slots_for") != context["slots_for"]
        return TemplateResponse(request, "admin/catalog/promptversion/_preview.html", context)

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page of one version. Saving what was sealed meanwhile changes nothing and says so."""
        version = PromptVersion.objects.with_template().filter(pk=number(object_id)).first()
        context = self.surroundings(request, version)
        try:
            if version and version.is_locked and request.method == "POST":
                raise VersionLocked(version)
            return super().changeform_view(request, object_id, form_url, context)
        except VersionLocked as stale:
            messages.error(request, f"{locked_sentence(stale.version)} Nothing was saved.")
            request.method = "GET"
            answer = super().changeform_view(request, object_id, form_url, context)
            answer.status_code = HTTPStatus.CONFLICT
            return answer

    def surroundings(self, request: HttpRequest, version: PromptVersion | None) -> dict[str, Any]:
        """What the page shows around the form."""
        is_locked = bool(version and version.is_locked)
        prompt, slots, fixed = "", {}, None
        if version:
            prompt, slots, fixed = version.prompt, version.slots, version.image_model
        if request.method == "POST" and not is_locked:
            prompt = request.POST.get("prompt", prompt)
            slots = entered_slots(request.POST, prompt)
        asked = number(request.GET.get("template"))
        template = version.template if version else PromptTemplate.objects.filter(pk=asked).first()
        return {
            **reading(template, prompt, slots, fixed),
            "version": version,
            "may_fix": not is_locked,
            "sealed": locked_sentence(version) if version and is_locked else "",
        }

    def save_model(self, request: HttpRequest, obj: PromptVersion, form: PromptVersionForm, change: bool) -> None:
        """Write the words of a draft; a version sealed since the page was opened is left alone."""
        if change:
            words = {name: form.cleaned_data[name] for name in WORDS} | {"slots": form.slots}
            if not PromptVersion.objects.rewrite(obj.pk, **words):
                raise VersionLocked(PromptVersion.objects.get(pk=obj.pk))
            return
        obj.author_id, obj.slots = request.user.pk, form.slots
        obj.number = obj.template.next_number()
        obj.save()


def state_of(version: PromptVersion) -> str:
    """A version's state in words."""
    state = "frozen" if version.frozen_at else "sealed" if version.locked_at else "draft"
    return f"{state}, current" if version.template.current_id == version.pk else state


def locked_sentence(version: PromptVersion) -> str:
    """Why it cannot be changed, and what to do."""
    state = "frozen" if version.frozen_at else "sealed"
    return f"Version {version.number} is {state}. Make version {version.template.next_number()} to change it."


def number(text: Any) -> int:
    """A row's number out of an address or a form; 0, which no row has, for anything else."""
    told = str(text or "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 19 else 0
