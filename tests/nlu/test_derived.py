"""What the first start has derived serves the next: the same, and no more work for it."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.nlu import derived

START = """
import sys, pathlib
from datetime import datetime
import regex
from bot.nlu import derived
derived.FOLDER = pathlib.Path(sys.argv[1])
work, whole = [], regex.compile
regex.compile = lambda *told, **named: (work.append(told), whole(*told, **named))[1]
from bot.nlu.moments import moments
from bot.nlu.words import words
import jieba
read = jieba.Tokenizer.gen_pfdict
jieba.Tokenizer.gen_pfdict = staticmethod(lambda *told: (work.append(told), read(*told))[1])
now = datetime(2026, 11, 23, 10)
texts = ("明天下午三点", "下周三上午九点到十一点", "断网三天了", "24号", "next Tuesday at 3 pm", "last night at 8")
print([moments(text, now) for text in texts], [list(words(text)) for text in texts])
print(len(work))
"""


def start(folder: Path) -> tuple[str, int]:
    """What a process understood, and how often it had to derive something for it."""
    done = subprocess.run([sys.executable, "-c", START, folder], capture_output=True, text=True, check=True)
    understood, work = done.stdout.splitlines()
    return understood, int(work)


def test_a_second_start_understands_the_same_and_derives_next_to_nothing(tmp_path: Path) -> None:
    first, work = start(tmp_path)
    assert work > 250
    assert "2026, 11, 24, 15, 0" in first
    again, left = start(tmp_path)
    assert again == first
    assert left < 5


def test_where_nothing_may_be_written_a_start_derives_it(tmp_path: Path) -> None:
    nowhere = tmp_path / "file"
    nowhere.write_text("")
    _, work = start(nowhere)
    assert work > 250
    assert nowhere.read_text() == ""


@pytest.mark.parametrize("lying", [b"", b"cut of\x80", b"cno_such_module\nthing\n.", "words".encode("utf-16")])
def test_what_cannot_be_read_counts_as_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lying: bytes) -> None:
    monkeypatch.setattr(derived, "FOLDER", tmp_path)
    derived.keep("thing", {"a": 1})
    assert derived.kept("thing") == {"a": 1}
    (file,) = tmp_path.iterdir()
    file.write_bytes(lying)
    assert derived.kept("thing") is None
