"""The console's modules, joined: all of them, each once, none before what it imports; and nothing half understood."""

import re
from pathlib import Path

import pytest

from channels.console import joining
from channels.console.page import STATIC

LIT = "/console/vendor/lit.min.js"


@pytest.fixture
def write(tmp_path: Path):
    def written(**modules: str) -> Path:
        for name, text in modules.items():
            (tmp_path / f"{name}.js").write_text(text, "utf-8")
        return tmp_path / "main.js"

    return written


def begun(script: str) -> list[str]:
    return re.findall(r"^const \$(\w+) = \(\(\) => \{$", script, re.M)


def test_every_module_of_the_console_is_there_once_and_the_entry_last() -> None:
    names = begun(joining.script(STATIC / "console.js"))
    there = {f"{file.parent.name}_{file.stem}".replace("-", "_") for file in STATIC.rglob("*.js")}
    assert len(names) == len(set(names)) > 100
    assert set(names) == there
    assert names[-1] == "static_console"


def test_no_module_comes_before_what_it_imports() -> None:
    seen: set[str] = set()
    for module in re.split(r"^(?=const \$\w+ = \(\(\) =>)", joining.script(STATIC / "console.js"), flags=re.M)[1:]:
        taken = set(re.findall(r"^const .* = (\$\w+);$", module, re.M))
        assert {name for name in taken if not name.startswith("$outside")} <= seen
        seen.add(module.split(" ", 2)[1])


def test_every_sheet_is_there_and_colours_come_first() -> None:
    sheet, files = joining.sheet(STATIC / "console.css"), list(STATIC.glob("styles/*.css"))
    assert len(files) > 15
    assert len(sheet) == sum(len(file.read_text("utf-8")) for file in files)
    assert sheet.startswith((STATIC / "styles" / "colors.css").read_text("utf-8"))
    assert "@import" not in sheet


def test_each_form_becomes_what_it_means(write) -> None:
    entry = write(
        main='import { a, b as c } from "./one.js";\nimport * as two from "./two.js";\nimport "./two.js";\ncall(a, c);',
        one=f'// told\nexport {{ html }} from "{LIT}";\nexport const a = 1;\nexport async function b() {{}}',
        two='import { a } from "./one.js";\nexport class Two {}\nconst own = a;',
    )
    folder, lit = entry.parent.name.replace("-", "_"), "$outside_console_vendor_lit_min_js"
    assert joining.script(entry).splitlines() == [
        f'import * as {lit} from "{LIT}";',
        f"const ${folder}_one = (() => {{",
        "const a = 1;",
        "async function b() {}",
        f"return {{ html: {lit}.html, a, b }};",
        "})();",
        f"const ${folder}_two = (() => {{",
        f"const {{ a }} = ${folder}_one;",
        "class Two {}",
        "const own = a;",
        "return { Two };",
        "})();",
        f"const ${folder}_main = (() => {{",
        f"const {{ a, b: c }} = ${folder}_one;",
        f"const two = ${folder}_two;",
        "",
        "call(a, c);",
        "return {  };",
        "})();",
    ]


@pytest.mark.parametrize(
    "form",
    [
        "export let mood = 1;",
        "export default 1;",
        "export * from './one.js';",
        'import one from "./one.js";',
        "import { a,",
        "await 1;",
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(write, form: str) -> None:
    with pytest.raises(ValueError, match=r"one\.js:2: this form is not understood: " + re.escape(form)):
        joining.script(write(main='import "./one.js";', one=f"const a = 1;\n{form}"))


def test_modules_that_import_each_other_are_refused(write) -> None:
    entry = write(main='import "./one.js";', one='import "./two.js";', two='import "./one.js";')
    with pytest.raises(ValueError, match=r"one\.js imports itself by way of main\.js, one\.js, two\.js"):
        joining.script(entry)
