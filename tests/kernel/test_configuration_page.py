"""The page about settings names every setting, and nothing that is not one."""

import re
from dataclasses import fields

from aftersales.config import Settings
from aftersales.web.assets.places import ROOT


def test_every_setting_is_documented_and_every_documented_one_exists():
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| (`[^|]+) \|", page, re.MULTILINE)
    documented = {key for cell in cells for key in re.findall(r"`(\w+)`", cell)}
    assert documented == {field.name for field in fields(Settings)} - {"instance_path"}


def test_the_example_is_read_as_it_stands(tmp_path):
    from aftersales.config import load_settings

    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", page, re.DOTALL)[1]
    (tmp_path / "config.toml").write_text(example, encoding="utf-8")
    settings = load_settings(tmp_path)
    assert settings.jobs == "worker"
    assert settings.base_url == "https://service.example.com"
