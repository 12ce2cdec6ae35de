"""Preset files: merged over modules, checked at start, every mistake named with file and line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from aftersales.errors import StartError
from aftersales.regulation.catalogue import Catalogue, Source, build_catalogue
from aftersales.regulation.declare import Parameter

REPLY = Parameter(key="sla.reply", title="Reply", kind="duration", default="8h")
MONTHS = Parameter(key="warranty.months", title="Warranty", kind="integer", maximum=240)
CITED = 'clause_zh = "条款"\nclause_en = "clause"\nsource = "S0-5.4.1d"\n'

Build = Callable[..., Catalogue]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Build a catalogue of one module ``service`` from the texts of its preset files."""

    def make(*parameters: Parameter, **files: str) -> Catalogue:
        for code, text in files.items():
            (tmp_path / f"{code}.toml").write_text(text, encoding="utf-8")
        return build_catalogue(
            [
                Source(
                    module="service",
                    title="Service",
                    parameters=parameters or (REPLY, MONTHS),
                    presets=tmp_path,
                    place="modules/service/data/presets",
                )
            ]
        )

    return make


def values(catalogue: Catalogue, code: str) -> dict[str, object]:
    found = catalogue.presets[code].values
    return {value.key: value.raw for value in found if value.key != "org.role_map"}


def test_preset_extends_another_where_it_is_silent(build: Build) -> None:
    base = f'["sla.reply"]\nvalue = "8h"\n{CITED}["warranty.months"]\nvalue = 12\nchosen = true\n'
    own = f'[preset]\nextends = "base"\n["sla.reply"]\nvalue = "4h"\n{CITED}'
    catalogue = build(base=base, own=own)
    assert values(catalogue, "own") == {"sla.reply": "4h", "warranty.months": 12}
    kept = {value.key: value.origin for value in catalogue.presets["own"].values}
    assert kept == {"sla.reply": "own", "warranty.months": "base"}


def test_slices_of_two_modules_make_one_preset(tmp_path: Path) -> None:
    sources = []
    for name, parameter, text in (
        ("service", REPLY, f'["sla.reply"]\nvalue = "4h"\n{CITED}'),
        ("customers", MONTHS, '["warranty.months"]\nvalue = 12\nchosen = true\n'),
    ):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "maker.toml").write_text(text, encoding="utf-8")
        sources.append(Source(module=name, title=name, parameters=(parameter,), presets=folder))
    catalogue = build_catalogue(sources)
    assert values(catalogue, "maker") == {"sla.reply": "4h", "warranty.months": 12}


def test_value_for_one_scope_beside_the_general_one(build: Build) -> None:
    text = (
        f'[["sla.reply"]]\nvalue = "8h"\n{CITED}'
        f'[["sla.reply"]]\nscope = {{ customer_class = "A" }}\nvalue = "1h"\n{CITED}'
    )
    found = build(p=text).presets["p"].values
    assert [(v.scope_kind, v.scope_value, v.raw) for v in found] == [
        ("customer_class", "A", "1h"),
        ("preset", "", "8h"),
    ]


WRONG_FILES = [
    ('["sla.replies"]\nvalue = 1\nchosen = true\n', "line 1: no module declares .* 'sla.replies'"),
    ('\n\n["sla.reply"]\nvalue = 4\nchosen = true\n', "line 3: sla.reply: “4” is not a duration"),
    ('["warranty.months"]\nvalue = 500\nchosen = true\n', "line 1: .*above the most allowed, 240"),
    ('["sla.reply"]\nvalue = "4h"\n', "line 1: sla.reply: cite clause_zh"),
    (f'["sla.reply"]\n{CITED}', "line 1: 'sla.reply' has no value"),
    ('["sla.reply"]\nvalue = "4h"\nvalu = 1\nchosen = true\n', "unknown word 'valu'"),
    ('[sla.reply]\nvalue = "4h"\nchosen = true\n', "write the whole key in quotes"),
    ('[preset]\ncolour = "red"\n', "not 'colour'"),
    ('[preset]\ncode = "other"\n', "says code = 'other'"),
    ('[preset]\nextends = "nowhere"\n', "extends 'nowhere', which no module has"),
    ('[preset]\nextends = "p"\n', "extends itself"),
    ('["sla.reply"]\nvalue = \n', "not TOML"),
    (
        '["sla.reply"]\nvalue = "4h"\nchosen = true\nscope = { weather = "fine" }\n',
        "scope names one of contract",
    ),
    ('["sla.reply"]\nvalue = "4h"\nchosen = true\nclause_zh = "x"\n', "needs both clause_zh"),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG_FILES)
def test_mistake_stops_the_start_with_file_and_line(build: Build, text: str, sentence: str) -> None:
    with pytest.raises(StartError, match=sentence) as caught:
        build(p=text)
    assert "p.toml" in str(caught.value) or "'p'" in str(caught.value)


def test_same_value_twice_names_both_places(tmp_path: Path) -> None:
    sources = []
    for name, parameters in (("one", (REPLY,)), ("two", ())):
        folder = tmp_path / name
        folder.mkdir()
        text = f'["sla.reply"]\nvalue = "4h"\n{CITED}'
        (folder / "p.toml").write_text(text, encoding="utf-8")
        sources.append(
            Source(module=name, title=name, parameters=parameters, presets=folder, place=name)
        )
    with pytest.raises(StartError, match=r"two/p\.toml.* already filled in one/p\.toml"):
        build_catalogue(sources)


def test_key_declared_by_two_modules_is_refused() -> None:
    sources = [Source(module=name, title=name, parameters=(REPLY,)) for name in ("one", "two")]
    with pytest.raises(StartError, match=r"two: parameter sla\.reply is already declared by one"):
        build_catalogue(sources)


def test_wrong_default_is_refused(build: Build) -> None:
    with pytest.raises(StartError, match=r"parameter sla\.reply: “soon” is not a duration"):
        build(Parameter(key="sla.reply", title="Reply", kind="duration", default="soon"))


def test_kernel_presets_are_always_there() -> None:
    catalogue = build_catalogue(())
    assert {"baseline", "hn_jinneng_machinery"} <= set(catalogue.presets)
    assert catalogue.presets["hn_jinneng_machinery"].title.zh == "机械制造（湖南金能）"
