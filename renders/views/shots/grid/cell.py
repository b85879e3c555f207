"""One cell of the candidate grid: everything the page says about one render."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.times import clock, date_text
from renders import providers, schedule
from renders.finishing.steps import FinishFault
from renders.models import Finding, Render
from renders.models.renders import GIVEN_UP, MASTER_LOST
from renders.templatetags.packshot import dollars
from renders.views.chips import Chip
from renders.views.stages import serious

State = Render.State

# What a failure is called in a cell; the explanation beside it says the rest.
REASONS = {
    "refused": gettext_lazy("Refused"),
    "timeout": gettext_lazy("No answer in time"),
    "no_output": gettext_lazy("No picture came"),
    "unobtainable": gettext_lazy("Picture refused"),
    "lost": gettext_lazy("Picture lost"),
    "gone": gettext_lazy("Picture gone"),
    "undecodable": gettext_lazy("Unreadable picture"),
    GIVEN_UP: gettext_lazy("Given up"),
    MASTER_LOST: gettext_lazy("Stored picture lost"),
    **{fault.value: gettext_lazy("Could not be finished") for fault in FinishFault},
}


@dataclass(frozen=True)
class MarkButton:
    """A button that stars or drops a candidate; `key` is its keyboard shortcut."""

    mark: str
    key: str
    key_label: str
    label: str
    icon: str
    is_pressed: bool

    @property
    def value(self) -> str:
        """The mark it asks for."""
        return "none" if self.is_pressed else self.mark


@dataclass(frozen=True)
class Cell:
    """One candidate as its place in the grid shows it."""

    render: Render
    total: int
    aspect: str
    # Who draws it.
    provider: str
    # Its details are open, and keys act on it without a click.
    is_shown: bool = False
    # Somebody chose it.
    is_chosen: bool = False
    is_pick: bool = False
    is_baseline: bool = False
    # Something stands in the way of what is not sent yet, and a banner says what.
    is_held_back: bool = False
    # With which seed it was ordered, or that it cannot be drawn again.
    seed_text: str = ""
    retry: Render | None = None

    @property
    def number(self) -> int:
        """The candidate's number in its shot."""
        return self.render.number

    @cached_property
    def id(self) -> str:
        """Of its element on the page."""
        return f"candidate-{self.number}"

    @cached_property
    def findings(self) -> list[Finding]:
        """What inspection has against the picture."""
        return serious(self.render.findings.all())

    @cached_property
    def remarks(self) -> list[Finding]:
        """Notes: words of the prompt that were drawn differently."""
        return [one for one in self.render.findings.all() if one.severity == Finding.Severity.INFO]

    @cached_property
    def not_judged(self) -> list[Finding]:
        """What could not be seen on this picture, and why."""
        return [one for one in self.render.findings.all() if one.severity == Finding.Severity.UNJUDGED]

    @property
    def is_blocked(self) -> bool:
        """Whether a finding speaks against publishing it."""
        return any(one.severity == Finding.Severity.BLOCKING for one in self.findings)

    @property
    def warnings(self) -> str:
        """ "1 warning", "3 warnings"; empty when inspection found nothing."""
        number = len(self.findings)
        return ngettext("%(number)s warning", "%(number)s warnings", number) % {"number": number} if number else ""

    @property
    def name(self) -> str:
        """What a screen reader calls the cell."""
        words = [
            _("Candidate %(number)s of %(total)s") % {"number": self.number, "total": self.total},
            State(self.render.state).label.lower(),
            self.warnings,
        ]
        words.append(Render.Mark(self.render.mark).label.lower() if self.render.mark else "")
        words.append(_("baseline") if self.is_baseline else "")
        return ", ".join(word for word in words if word)

    @cached_property
    def flags(self) -> list[Chip]:
        """Chips on the picture: pick, baseline, number of findings."""
        tone = "bad" if self.is_blocked else "warn"
        chips = [
            (self.is_pick, Chip(_("Pick"), "eye", state="open")),
            (self.is_baseline, Chip(_("Baseline"), "bookmark", state="baseline")),
            (self.findings, Chip(str(len(self.findings)), "exclamation-triangle", tone=tone)),
        ]
        return [chip for is_shown, chip in chips if is_shown]

    @property
    def mark_buttons(self) -> list[MarkButton]:
        """The two buttons; each asks for its mark, or for none when it is pressed."""
        mark = self.render.mark
        return [
            MarkButton("star", "s", _("Star or unstar"), _("Star"), "star", is_pressed=mark == Render.Mark.STAR),
            MarkButton("drop", "d", _("Drop or restore"), _("Drop"), "x-mark", is_pressed=mark == Render.Mark.DROP),
        ]

    @property
    def reason(self) -> str:
        """Why it failed, in two or three words."""
        return str(REASONS.get(self.render.reason, self.render.reason.replace("_", " ").capitalize()))

    @property
    def state_text(self) -> str:
        """ "Rendering", "Failed: no answer in time"."""
        label = self.render.get_state_display()
        return f"{label}: {self.reason.lower()}" if self.render.state == State.FAILED else label

    @property
    def status_text(self) -> str:
        """What stands below the state while there is no picture; empty where the running time stands."""
        if self.render.state == State.FAILED:
            return self.reason
        if self.address_ends_at:
            has_ended = self.address_ends_at < timezone.now()
            text = _("Its address ended %(at)s") if has_ended else _("Its address ends %(at)s")
            return text % {"at": clock(self.address_ends_at)}
        if self.render.state == State.IN_DOUBT:
            return (
                _("Checking until %(checked_until)s") % {"checked_until": self.checked_until}
                if self.checked_until
                else _("An admin decides")
            )
        return self.aspect if self.render.state in (State.QUEUED, State.ASSIGNED) else ""

    @property
    def choice_label(self) -> str:
        """The label of the link that chooses it."""
        return _("Choose") if self.render.is_ready else self.render.get_state_display()

    @property
    def removed_text(self) -> str:
        """ "Picture removed on 3 May"; empty while the picture is there."""
        at = self.render.picture_removed_at
        return _("Picture removed on %(day)s") % {"day": date_text(timezone.localtime(at).date())} if at else ""

    @property
    def bar_text(self) -> str:
        """What stands in the bar of a cell in doubt or cancelled, or without its picture."""
        if self.removed_text:
            return self.removed_text
        if self.render.state == State.IN_DOUBT:
            price = (
                _("Reserved: %(price)s.") % {"price": dollars(self.render.price_micros)}
                if self.render.price_micros
                else _("It is free.")
            )
            return _("We don't know yet if the provider took this. %(price)s") % {"price": price}
        is_cancelled = self.render.state == State.CANCELLED
        return _("Stopped before it was sent. Nothing was charged.") if is_cancelled else ""

    @property
    def reserved_text(self) -> str:
        """ "$0.04 reserved"; empty for a free one."""
        return (
            _("%(price)s reserved") % {"price": dollars(self.render.price_micros)} if self.render.price_micros else ""
        )

    @property
    def cost_text(self) -> str:
        """ "$0.04" once charged, "$0.04 reserved" before, "$0.00" where it ended without a charge."""
        if self.render.was_charged:
            return dollars(self.render.price_micros)
        return (
            dollars(0)
            if self.render.is_final
            else _("%(price)s reserved") % {"price": dollars(self.render.price_micros)}
        )

    @property
    def charge_text(self) -> str:
        """What a failed one cost."""
        is_charged = self.render.was_charged and self.render.price_micros
        return (
            _("Charged %(price)s.") % {"price": dollars(self.render.price_micros)}
            if is_charged
            else _("Nothing was charged.")
        )

    @property
    def price_text(self) -> str:
        """ "$0.04" or "free"."""
        return dollars(self.render.price_micros) if self.render.price_micros else _("free")

    @property
    def problem_text(self) -> str:
        """Why it failed, or what happens while it is in doubt."""
        if self.render.state == State.IN_DOUBT:
            until = _("Packshot asks until %(checked_until)s; after that an admin decides.") % {
                "checked_until": self.checked_until
            }
            next_step = until if self.checked_until else _("An admin decides.")
            return _("We don't know yet if the provider took this. %(next_step)s") % {"next_step": next_step}
        return self.render.explanation if self.render.state == State.FAILED else ""

    @property
    def unfinished_text(self) -> str:
        """What to do while the picture is being made."""
        if self.address_ends_at:
            until = clock(self.address_ends_at)
            ends = _("The provider keeps it until %(until)s; until then it is fetched again and again.") % {
                "until": until
            }
            ended = _("The provider kept it until %(until)s; a fresh address is asked for.") % {"until": until}
            is_kept = self.address_ends_at > timezone.now()
            return _("The picture is finished and paid for. %(ends)s") % {"ends": ends if is_kept else ended}
        is_made = not self.render.is_final and self.render.state != State.IN_DOUBT and not self.is_held_back
        return _("The picture comes by itself. You can leave this page.") if is_made else ""

    @property
    def address_ends_at(self) -> datetime | None:
        """Until when the provider keeps a finished picture that is not fetched yet, where it says so."""
        ends_at = self.render.output.get("expires_at") if self.render.state == State.FINISHED else None
        return datetime.fromisoformat(ends_at) if ends_at else None

    @cached_property
    def checked_until(self) -> str:
        """ "14:32 today": until when Packshot itself can find out about a doubt; empty where only an admin can."""
        abilities = providers.named(self.provider).abilities
        ends_at = schedule.doubt_ends_at(
            self.render.state_changed_at,
            replays=abilities.replays_by_key,
            may_be_called_back=bool(settings.PUBLIC_BASE_URL) and abilities.has_callbacks,
        )
        is_checked = self.render.due_at and ends_at and ends_at > timezone.now()
        return clock(ends_at) if is_checked and ends_at else ""
