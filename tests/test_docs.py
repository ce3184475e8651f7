"""The documentation agrees with the code."""

import re
from pathlib import Path

from bot.settings import Settings

ROOT = Path(__file__).resolve().parent.parent


def test_the_operators_page_lists_every_setting_with_its_default_and_meaning() -> None:
    page = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    table = dict(re.findall(r"^\| `DESK_(\w+)` \| (.*) \|$", page, re.M))
    assert set(table) == {name.upper() for name in Settings.__fields__}
    for name, field in Settings.__fields__.items():
        default = str(field.default).replace("'", '"')
        default = default.lower() if isinstance(field.default, bool) else default
        expected = f"`{default}`" if default else ""
        assert table[name.upper()] == f"{expected} | {field.field_info.description}".strip(), name


def test_every_folder_of_the_readmes_map_exists() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    folders = re.findall(r"^\| `([\w/.]+)` \|", page, re.M)
    assert len(folders) >= 12
    assert [name for name in folders if not (ROOT / name).exists()] == []


def test_every_link_and_picture_of_the_pages_is_there() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    assert len(pages) > 4
    for page in pages:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_changelog_begins_with_the_present_version() -> None:
    version = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(), re.M)
    latest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert version and latest and version[1] == latest[1]
