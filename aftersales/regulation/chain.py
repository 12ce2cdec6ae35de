"""Approval chains and copies of a form, as a regulation fixes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from aftersales.regulation.because import NOTHING, Bilingual
from aftersales.regulation.duration import Duration

Mode = Literal["serial", "joint"]
When = Literal["always", "normal", "urgent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainStep:
    """One signature of a chain.

    :param role: role code of ``auth`` that signs; for a function the role that signs for it.
    :param function: the function of ``org.role_map`` whose signature it is, if the step names one.
    :param title: the step's own name; empty means the role's name.
    :param mode: ``serial``: waits for the step before it; ``joint`` (会签): runs beside its
        neighbours that are joint too.
    :param share: how large a part of its joint neighbours must agree; ``None``: all of them.
    :param when: whether the step belongs to normal cases, urgent ones or both (C16).
    :param after_the_fact: may be signed after the thing was done (补批), within ``within``.
    :param verbal: a spoken yes counts when somebody records it.
    :param amount_from: only asked for at this amount (yuan) and above.
    :param amount_to: only asked for below this amount.
    """

    role: str
    title: Bilingual = NOTHING
    function: str = ""
    mode: Mode = "serial"
    share: Fraction | None = None
    when: When = "always"
    after_the_fact: bool = False
    verbal: bool = False
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None
    within: Duration | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """The signatures something needs, in order."""

    steps: tuple[ChainStep, ...]

    def steps_for(
        self, *, urgent: bool = False, amount: Decimal | None = None
    ) -> tuple[ChainStep, ...]:
        """The steps that apply.

        :param amount: yuan at stake; while it is unknown every amount step is asked for, since a
            limit is passed by a number and not by silence.
        """
        skipped = "normal" if urgent else "urgent"
        return tuple(
            step
            for step in self.steps
            if step.when != skipped and (amount is None or _asked_at(step, amount))
        )

    def __iter__(self) -> Iterator[ChainStep]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)


def _asked_at(step: ChainStep, amount: Decimal) -> bool:
    least, below = step.amount_from, step.amount_to
    return (least is None or amount >= least) and (below is None or amount < below)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One part (联) of a multi-part form.

    :param code: stable word, e.g. ``company``.
    :param label: what stands on the paper's edge: 公司联.
    :param colour: paper tint: ``white``, ``red``, ``yellow``, ``blue``, ``green``.
    :param holder: who keeps it, in the company's words.
    :param receipt: whether its holder must sign for it.
    """

    ordinal: int
    code: str
    label: Bilingual
    colour: str = "white"
    holder: Bilingual = NOTHING
    receipt: bool = False


@dataclass(frozen=True, slots=True)
class Copies:
    """The parts of a form, first to last."""

    copies: tuple[Copy, ...]

    def __iter__(self) -> Iterator[Copy]:
        return iter(self.copies)

    def __len__(self) -> int:
        return len(self.copies)

    def __getitem__(self, code: str) -> Copy:
        """The copy of that code (``KeyError``)."""
        for copy in self.copies:
            if copy.code == code:
                return copy
        raise KeyError(code)
