"""The limits of inspection and how much each weighs: every check says its own and reads them by the code of its
finding."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from renders.quality.check_finding import Box, CheckFinding, Severity
from renders.quality.masks import CoarseMask


@dataclass(frozen=True)
class Rule:
    """One kind of finding: where it begins, in `unit`, how serious it is, and what of the picture it is about."""

    code: str
    limit: float
    unit: str
    severity: Severity
    about: str

    def finding(
        self,
        message: str,
        measure: float,
        *,
        box: Box | None = None,
        mask: CoarseMask | None = None,
        limit: float | None = None,
        severity: Severity | None = None,
    ) -> CheckFinding:
        """A finding of this kind; `limit` and `severity` where they depend on the order or the measure."""
        limit = self.limit if limit is None else limit
        return CheckFinding(self.code, severity or self.severity, message, measure, limit, self.unit, box, mask)


# The rules of all checks by code, as they ship. Each check brings its own; `checks` collects them.
SHIPPED: dict[str, Rule] = {}


@dataclass(frozen=True)
class Rules:
    """The rules that one inspection goes by; `revision` names the changes to those that ship."""

    by_code: Mapping[str, Rule] = field(default_factory=lambda: SHIPPED)
    revision: str = ""

    def __getitem__(self, code: str) -> Rule:
        return self.by_code[code]

    def changed(self, limits: Mapping[str, float], severities: Mapping[str, Severity], revision: str = "") -> "Rules":
        """Other limits and severities for some codes; codes that no check knows are left out."""
        if not (limits or severities) and revision == self.revision:
            return self
        return Rules(
            {
                code: replace(rule, limit=limits.get(code, rule.limit), severity=severities.get(code, rule.severity))
                for code, rule in self.by_code.items()
            },
            revision,
        )
