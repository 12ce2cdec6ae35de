"""All declared parameters and merged presets of the running program.

The registry builds one ``Catalogue`` from what the enabled modules contribute and installs it at
start; everything below it (resolution, the page, the commands) asks ``current_catalogue()``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask, current_app, has_app_context

from aftersales.errors import StartError
from aftersales.i18n import use_locale
from aftersales.regulation.declare import Parameter, Title
from aftersales.regulation.organisation import COMPANY_PARAMETERS
from aftersales.regulation.parameters import KERNEL_PARAMETERS
from aftersales.regulation.parse import parse
from aftersales.regulation.preset import Preset, merge, read_slices

KERNEL = "kernel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What one module brings.

    :param presets: its folder of preset slices, if it has one.
    :param place: the folder's name in sentences.
    """

    module: str
    title: Title
    parameters: tuple[Parameter, ...] = ()
    presets: Path | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A parameter and the module that declares it."""

    parameter: Parameter
    module: str
    module_title: Title


class Catalogue:
    """Parameters by key and presets by code, checked against each other."""

    def __init__(self, declared: dict[str, Declared], presets: dict[str, Preset]) -> None:
        self._declared = declared
        self.presets = presets

    def __getitem__(self, key: str) -> Parameter:
        """The parameter; :raises KeyError: nobody declares it (a mistake in the code that asks)."""
        try:
            return self._declared[key].parameter
        except KeyError:
            raise KeyError(f"no module declares the regulation parameter {key!r}") from None

    def __contains__(self, key: object) -> bool:
        return key in self._declared

    def __iter__(self) -> Iterator[Declared]:
        return iter(self._declared.values())

    def __len__(self) -> int:
        return len(self._declared)

    def declared(self, key: str) -> Declared:
        """The parameter with its module (``KeyError``)."""
        return self._declared[key]


def kernel_source() -> Source:
    """What the kernel itself declares: which department fills which function."""
    return Source(
        module=KERNEL,
        title=KERNEL_PARAMETERS.title,
        parameters=(*KERNEL_PARAMETERS.parameters, *COMPANY_PARAMETERS),
        presets=Path(__file__).parent / "data" / "presets",
        place="aftersales/regulation/data/presets",
    )


def build_catalogue(
    sources: Iterable[Source], *, optional: frozenset[str] = frozenset()
) -> Catalogue:
    """Gather and check what the modules contribute; the kernel's own part is added.

    :param optional: keys of modules that exist but are not enabled; a preset may fill them in vain.
    :raises StartError: a key declared twice, a default, bound or preset value that does not fit,
        a preset value for a key nobody declares; the sentence names file and line.
    """
    declared: dict[str, Declared] = {}
    slices = []
    for source in (kernel_source(), *sources):
        for parameter in source.parameters:
            _add(declared, parameter, source)
        if source.presets is not None:
            slices += read_slices(source.presets, source.place or source.presets.name)
    for one in slices:
        for value in one.values:
            if value.key not in declared and value.key not in optional:
                raise StartError(f"{value.place}: no module declares the parameter {value.key!r}.")
            if value.key in declared:
                _check(declared[value.key].parameter, value.raw, f"{value.place}: {value.key}")
    return Catalogue(declared, merge(slices))


def _add(declared: dict[str, Declared], parameter: Parameter, source: Source) -> None:
    where = f"module {source.module}: parameter {parameter.key}"
    if parameter.key in declared:
        other = declared[parameter.key].module
        raise StartError(f"{where} is already declared by {other}; give it another key.")
    _check(parameter, parameter.default, where)
    if parameter.legal_floor is not None:
        _check(parameter, parameter.legal_floor.value, f"{where}: legal floor")
    declared[parameter.key] = Declared(
        parameter=parameter, module=source.module, module_title=source.title
    )


def _check(parameter: Parameter, raw: object, where: str) -> None:
    try:
        parse(parameter, raw)
    except ValueError as error:
        with use_locale("en"):  # like all sentences that stop a start
            column = getattr(error, "column", "")
            raise StartError(f"{where}: {error}{column and f' [{column}]'}.") from error


EXTENSION = "aftersales.regulation"


@cache
def _kernel_alone() -> Catalogue:
    return build_catalogue(())


def install(app: Flask, catalogue: Catalogue) -> None:
    """Make ``catalogue`` the one an application obeys."""
    app.extensions[EXTENSION] = catalogue


def current_catalogue() -> Catalogue:
    """The catalogue of the running application; outside of one, the kernel's own alone."""
    if has_app_context():
        catalogue: Catalogue | None = current_app.extensions.get(EXTENSION)
        if catalogue is not None:
            return catalogue
    return _kernel_alone()
