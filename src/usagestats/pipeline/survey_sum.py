"""The sum of usage and of the findings of a survey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from usagestats.pipeline.usage_sum import UsageSum
from usagestats.survey.survey import Findings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.pipeline.usage_sum import ChunkUsage
    from usagestats.tables.usage import Grain

_Findings = TypeVar("_Findings", bound=Findings)


class SurveySum(Generic[_Findings]):
    """A sum that the usage and the findings of chunks are added to.

    Args:
        grain: The grain of the usage.
        more: Its further grains.

    Attributes:
        usage: The sum of the usage.
        findings: The sum of the findings; `None` where nothing was added.
    """

    def __init__(self, grain: Grain, more: Sequence[Grain] = ()) -> None:
        self.usage = UsageSum(grain, more)
        self.findings: _Findings | None = None

    def add(self, part: tuple[ChunkUsage, _Findings]) -> None:
        """Add the usage and the findings of a chunk."""
        usage, findings = part
        self.usage.add(usage)
        if self.findings is None:
            self.findings = findings
        else:
            self.findings.merge(findings)

    def part(self) -> tuple[ChunkUsage, _Findings]:
        """Return the sum as one part.

        Raises:
            ValueError: Nothing was added.
        """
        if self.findings is None:
            msg = "nothing was added"
            raise ValueError(msg)
        return self.usage.part(), self.findings
