"""The set-up: what a fresh clone is made from, and what the builders make of it."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from fontTools.ttLib import TTFont

from aftersales.web.assets import fonts, npm, sprite, vendor
from aftersales.web.assets.places import NPM_LOCK, ROOT, AssetError, Stamp

LOCKS = (
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-node.txt",
    "requirements-audit.txt",
)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("script", ["run", ".ci/run"])
def test_scripts_are_executable_and_parse(script):
    path = ROOT / script
    assert os.access(path, os.X_OK)
    subprocess.run(["sh", "-n", str(path)], check=True)


def test_run_explains_itself_and_refuses_unknown_commands():
    helped = subprocess.run([ROOT / "run", "--help"], capture_output=True, text=True, check=True)
    assert "./run test" in helped.stdout
    refused = subprocess.run([ROOT / "run", "tset"], capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "Unknown command: tset" in refused.stderr


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_carries_hashes_and_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", text)
    packages = [block for block in blocks if not block.startswith("#")]
    assert packages
    assert [block.split()[0] for block in packages if "--hash=sha256:" not in block] == []
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_the_two_python_locks_agree():
    def pins(name):
        return dict(re.findall(r"^(\S+)==(\S+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))

    base, dev = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: dev.get(name) for name in base} == base


def test_every_dependency_of_the_project_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    wanted = [*project["project"]["dependencies"], *groups["setup"], *groups["dev"]]
    names = {re.match(r"[A-Za-z0-9_.-]+", spec)[0].lower() for spec in wanted}
    locked = set(
        re.findall(r"^([a-z0-9.-]+)==", (ROOT / LOCKS[1]).read_text("utf-8"), re.MULTILINE)
    )
    assert names - locked == set()


def test_the_npm_lock_has_hashes_and_no_address():
    text = NPM_LOCK.read_text(encoding="utf-8")
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
    assert '"resolved"' not in text


def test_nothing_fetched_or_built_is_committed():
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no git here, or no clone")
    listed = subprocess.run(
        [git, "-c", "safe.directory=*", "ls-files"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    built = re.compile(
        r"static/vendor/|documents/fonts/|node_modules/|\.min\.(js|css)$|\.(ttf|mo)$"
    )
    assert [name for name in listed if built.search(name)] == []


def test_the_sprite_draws_every_icon_asked_for():
    drawn = ET.parse(sprite.SPRITE).getroot()
    ids = {symbol.get("id") for symbol in drawn.iter(f"{SVG}symbol")}
    assert {f"i-{name}" for name in sprite.icon_names()} == ids
    assert all(len(symbol) for symbol in drawn.iter(f"{SVG}symbol"))


def test_an_icon_tabler_does_not_draw_is_named(tmp_path, monkeypatch):
    asked = tmp_path / "icons.txt"
    asked.write_text("truck  # the delivery\n\n# a comment\nno-such-icon\n", encoding="utf-8")
    monkeypatch.setattr(sprite, "icon_lists", lambda: [asked])
    assert sprite.icon_names() == ["no-such-icon", "truck"]
    with pytest.raises(AssetError, match="no icon named no-such-icon"):
        sprite.build_sprite()


def test_every_browser_file_is_there_without_a_source_map():
    for _source, name in vendor.FILES:
        text = (vendor.VENDOR / name).read_text(encoding="utf-8")
        assert text.strip(), name
        assert "sourceMappingURL" not in text, name


def test_every_vendored_package_brings_its_licence():
    licences = {path.stem for path in (vendor.VENDOR / "licences").glob("*.txt")}
    assert {"tabler-core", "htmx.org", "alpinejs-csp", "tabler-icons"} <= licences


@pytest.mark.parametrize("weight", fonts.WEIGHTS, ids=lambda weight: weight.style)
def test_the_everyday_face_draws_all_of_gb2312(weight):
    drawn = TTFont(fonts.font_file(weight), lazy=True).getBestCmap()
    lacking = sorted(point for point in fonts.gb2312_characters() if point not in drawn)
    assert "".join(map(chr, lacking)) == ""


def test_gb2312_has_the_characters_the_standard_counts():
    characters = fonts.gb2312_characters()
    assert len(characters) == 7445
    assert sum(0x4E00 <= point <= 0x9FFF for point in characters) == 6763


@pytest.mark.parametrize("text", ["燚犇龘䶮", "湖南金能 ￥1,234.50 φ80×120 ±0.5 ㎡ ①"])
def test_the_full_face_draws_rare_names_and_the_trade_s_signs(text):
    drawn = TTFont(fonts.font_file(fonts.WEIGHTS[0], full=True), lazy=True).getBestCmap()
    assert [sign for sign in text if ord(sign) not in drawn] == []


def test_faces_carry_their_own_names_and_the_licence_lies_beside():
    bold = fonts.WEIGHTS[1]
    names = TTFont(fonts.font_file(bold), lazy=True)["name"]
    assert names.getDebugName(1) == "Aftersales Sans SC"
    assert names.getDebugName(2) == "Bold"
    assert "SIL OPEN FONT LICENSE" in (fonts.FONTS / "OFL.txt").read_text(encoding="utf-8")


def test_installed_npm_packages_are_the_locked_ones():
    if not npm.installed_versions():
        pytest.skip("an installed copy: the static files came with it")
    assert npm.installed_versions() == npm.locked_versions()


def test_a_stamp_notices_a_changed_source_and_a_lost_result(tmp_path):
    source, result = tmp_path / "lock", tmp_path / "result"
    source.write_text("1")
    result.write_text("made")
    stamp = Stamp(tmp_path / ".stamp.json", (source, tmp_path / "absent"))
    assert not stamp.is_fresh()
    stamp.write([result])
    assert stamp.is_fresh()
    source.write_text("2")
    assert not stamp.is_fresh()
    stamp.write([result])
    result.unlink()
    assert not stamp.is_fresh()
    stamp.file.write_text("half a fi")
    assert not stamp.is_fresh()


def test_a_finished_set_up_has_nothing_to_build():
    done = subprocess.run(
        [sys.executable, "-m", "aftersales.web.assets"], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""


def test_without_any_npm_the_remedy_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(npm.shutil, "which", lambda _name: None)
    monkeypatch.setattr(npm, "OWN_NODE", tmp_path / "node")
    monkeypatch.setattr(npm, "NODE_LOCK", Path(tmp_path / "no-such-lock.txt"))
    with pytest.raises(AssetError, match="apt-get install npm"):
        npm.npm_command()


def test_every_icon_the_code_names_is_in_the_sprite():
    named = re.compile(r"""\bicon(?:\(|=|": )["']([a-z][a-z0-9-]*)["']""")
    sources = [
        path
        for folder in ("aftersales", "modules")
        for pattern in ("*.py", "*.html")
        for path in (ROOT / folder).rglob(pattern)
    ]
    drawn = set(sprite.icon_names())
    absent = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources
        for name in named.findall(path.read_text(encoding="utf-8"))
        if name not in drawn
    }
    assert sorted(absent) == []
