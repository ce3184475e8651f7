"""Each finding of `desk check`, on a small project with one thing wrong."""

import re
import textwrap

import pytest

from bot.check import run
from bot.settings import ROOT

RESPONSES = """
responses:
  utter_bill:
    - text: "请在App里查看账单，26小时内更新。"
    - text: "Please see the bill in the app, it is updated within 26 hours."
      condition:
        - {type: slot, name: language, value: en}
"""
DOMAIN = """
intents: [faq, ask_bill]
slots:
  wish:
    type: text
    mappings:
      - type: from_text
        not_intent: [faq, request_human, danger]
forms:
  bill_form:
    required_slots: [wish]
actions: [action_bill]
"""
STORIES = """
rules:
  - rule: a bill is shown
    steps:
      - intent: ask_bill
      - action: utter_bill
      - action: action_bill
"""


@pytest.fixture
def project(tmp_path):
    """A project without a finding."""

    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return tmp_path

    # Incidents name answers of the real project.
    standard = (ROOT / "standard.yml").read_text(encoding="utf-8")
    write("standard.yml", re.sub(r"topics: \[.*?\]", "topics: []", standard))
    write("domain.yml", DOMAIN)
    write("data/responses/bill.yml", RESPONSES)
    write("data/stories/bill.yml", STORIES)
    write("data/nlu/bill.yml", nlu(("ask_bill", zh(25) + en(25)), ("faq/bill", zh(25, "问") + en(25, "ask"))))
    write("actions/bill.py", 'NAME = "action_bill"\n')
    return write


def words(chinese, english):
    """A file with the widget's words: the Chinese on lines 2 and 5, the English on line 8."""
    blocks = (("zh", chinese), ("zhHant", chinese), ("en", english))
    return "".join(f"const {name} = {{\n  hi: {text},\n}};\n" for name, text in blocks)


def zh(count, start="查账单"):
    return [f"{start}第{number}次" for number in range(count)]


def en(count, start="bill"):
    return [f"{start} number {number}" for number in range(count)]


def nlu(*blocks, emotion=None):
    lines = ["nlu:"]
    for intent, examples in blocks:
        lines.append(f"  - intent: {intent}")
        if emotion:
            lines.append(f"    metadata: {{emotion: {emotion}}}")
        lines.append("    examples: |")
        lines += [f"      - {example}" for example in examples]
    return "\n".join(lines) + "\n"


def findings(root):
    return [(one.file, one.line, one.severity, one.text) for one in run(root)]


def response(zh_text, en_text="Thank you.", extra="", key="utter_new"):
    return f"""
responses:
  {key}:
    - text: "{zh_text}"{extra}
    - text: "{en_text}"
      condition:
        - {{type: slot, name: language, value: en}}
"""


def test_a_sound_project_has_no_findings(project):
    assert findings(project("extra.txt", "")) == []


def test_the_project_itself_keeps_its_own_standard_file():
    assert [one for one in run(ROOT) if one.file == "standard.yml"] == []


@pytest.mark.parametrize(
    ("file", "text", "line", "severity", "says"),
    [
        ("standard.yml", "version: 2\n", 1, "error", "version"),
        ("data/responses/new.yml", "responses: [\n", 2, "error", ""),
        ("data/responses/new.yml", response("谢谢。").split('    - text: "Thank')[0], 4, "error", "no English text"),
        ("data/responses/new.yml", response("谢谢。", "谢谢。"), 5, "error", "written in Chinese"),
        ("data/responses/new.yml", response("24小时内答复您。", "We answer within 48 hours."), 5, "error", "says 24"),
        ("data/responses/new.yml", response("谢谢{name}。"), 5, "error", "placeholders differ"),
        ("data/responses/new.yml", response("谢谢。", key="utter_bill"), 4, "error", "also in data/responses/bill.yml"),
        ("data/responses/new.yml", response("谢谢。", key="thanks"), 3, "error", "begins with utter_"),
        ("data/responses/new.yml", "responses:\n  utter_new:\n    - image: a.png\n", 3, "error", "needs a `text`"),
        ("data/responses/new.yml", response("你好。", "Hello."), 4, "error", "LX-NI"),
        ("data/responses/new.yml", response("谢谢。", "We will reply soon."), 5, "warning", "LX-VAGUE"),
        (
            "data/responses/new.yml",
            response("谢谢。", extra="\n      metadata: {moment: breakfast}"),
            4,
            "error",
            "no moment 'breakfast'",
        ),
        (
            "data/responses/new.yml",
            response("谢谢。", extra="\n      metadata: {moment: greeting}"),
            4,
            "error",
            "LX-REQ-GREETING",
        ),
        (
            "data/responses/new.yml",
            response("谢谢。", extra='\n      buttons: [{title: 好, payload: "/affirm"}]'),
            6,
            "error",
            "buttons mean something else",
        ),
        (
            "data/nlu/new.yml",
            nlu(("ask_more", zh(25) + en(24, "more"))),
            2 + 2,
            "error",
            "ask_more has 24 examples in en",
        ),
        ("data/nlu/new.yml", nlu(("ask_bill", ["bill please"]), emotion="cross"), 5, "error", "no emotion 'cross'"),
        (
            "data/nlu/new.yml",
            nlu(("faq/bill", ["查帳單第3次", "查賬單第3次"])),
            5,
            "error",
            "ask_bill (data/nlu/bill.yml:7)",
        ),
        ("data/nlu/new.yml", nlu(("ask_bill", ["bill number 3"])), 4, "warning", "stands already in line 32"),
        (
            "data/nlu/new.yml",
            "nlu:\n  - intent: ask_bill\n    examples: |\n      no dash\n",
            4,
            "error",
            'begins with "- "',
        ),
        ("tests/nlu/heldout/bill.yml", nlu(("ask_bill", ["Bill number 3"])), 4, "error", "held out for tests"),
        ("domain.yml", DOMAIN.replace("ask_bill", "other"), 2, "error", "other has no examples"),
        ("domain.yml", DOMAIN.replace("[wish]", "[hope]"), 11, "error", "asks for hope"),
        ("domain.yml", DOMAIN.replace("request_human, ", ""), 7, "error", "needs not_intent: request_human"),
        ("domain.yml", DOMAIN.replace("[action_bill]", "[action_bill, action_gone]"), 12, "error", "'action_gone'"),
        ("data/stories/new.yml", STORIES.replace("utter_bill", "utter_gone"), 6, "error", "no action 'utter_gone'"),
        ("data/stories/new.yml", STORIES.replace("ask_bill", "ask_tea"), 5, "error", "no intent 'ask_tea'"),
        ("data/stories/new.yml", STORIES, 3, "error", "also the name in data/stories/bill.yml:3"),
        ("actions/new.py", '\nKEY = "utter_gone"\n', 2, "error", "no response 'utter_gone'"),
        ("actions/new.py", 'KEY = f"utter_gone_{1}"\n', 1, "error", "no response begins with 'utter_gone_'"),
        (
            "data/console/canned.yml",
            "- {key: hi, zh: 您好。, en: Hello.}\n- {key: no, zh: 你好。, en: Hello.}\n",
            2,
            "error",
            "LX-NI",
        ),
        ("data/console/canned.yml", "- {key: hi, zh: 请您等5分钟。, en: Please wait.}\n", 1, "error", "differ in 5"),
        (
            "data/console/canned.yml",
            "- {key: hi, moment: closing, zh: 再见。, en: Bye.}\n",
            1,
            "error",
            "LX-REQ-CLOSING",
        ),
        ("channels/web/static/strings.js", words('"你好。"', '"Hello."'), 2, "error", "hi: LX-NI"),
        ("channels/web/static/strings.js", words('"您好。"', '"Calm down."'), 8, "error", "hi: LX-ARGUE"),
        (
            "channels/web/static/files/words.js",
            words("(n) => `等 ${n} 分钟。`", '"Wait."'),
            8,
            "error",
            "LX-IMPERATIVE",
        ),
        (
            "channels/web/static/files/words.js",
            words('"10 分钟内。"', '"In 20 minutes."'),
            8,
            "error",
            "differ in 10, 20",
        ),
        ("channels/web/static/status/words.js", "export const WORDS = {};\n", 1, "error", "no words were found"),
    ],
)
def test_one_thing_wrong_is_one_finding_by_file_and_line(project, file, text, line, severity, says):
    found = [one for one in findings(project(file, text)) if says in one[3] and one[0] == file]
    assert found, findings(project(file, text))
    assert (found[0][1], found[0][2]) == (line, severity)


def test_a_button_of_the_widget_may_say_what_its_reader_wants_to_be_done(project):
    assert findings(project("channels/web/static/strings.js", words('"打开 Telegram"', '"Open Telegram"'))) == []
    assert findings(project("channels/web/static/strings.js", words('"正在打开…"', '"Opening…"'))) == []


def test_a_key_that_stands_twice_in_a_file_is_named(project):
    root = project("data/responses/bill.yml", RESPONSES + RESPONSES.replace("\nresponses:\n", ""))
    assert ("'utter_bill' stands twice in this file") in [text for *_, text in findings(root)]


def test_figures_agree_across_their_spellings(project):
    root = project(
        "data/responses/new.yml",
        response("下午6点前，7个工作日，1.5万元。", "By 6 pm, seven working days, 15,000 yuan."),
    )
    assert findings(root) == []


def test_titles_of_buttons_and_names_inside_sentences_are_free_of_the_wording_rules(project):
    assert (
        findings(project("data/responses/new.yml", response("输入编号", "Enter number", key="utter_title_number")))
        == []
    )


def test_a_broken_standard_does_not_hide_the_other_findings(project):
    project("standard.yml", "version: 2\n")
    found = {file for file, *_ in findings(project("data/responses/new.yml", response("谢谢{name}。")))}
    assert found == {"standard.yml", "data/responses/new.yml"}


@pytest.mark.parametrize(
    ("zh_text", "en_text", "says"),
    [
        ("技术支持部24小时内修复。", "Technical support repairs it within 24 hours.", "SLA-"),
        ("技术支持部一天内修复。", "Technical support repairs it within one day.", "SLA-"),
        ("根据服务承诺，26小时修复。", "Under our commitment it takes 26 hours.", "repeats"),
        ("7个工作日之内答复。", "You hear from us within 7 working days.", "SLA-COMPLAINT-WRITTEN"),
        ("在{limit:SLA-NEVER}内修复。", "It is repaired within {limit:SLA-NEVER}.", "no figure of the standard"),
    ],
)
def test_a_figure_of_the_standard_is_not_written_a_second_time(project, zh_text, en_text, says):
    root = project("data/responses/bill.yml", responses_with(zh_text, en_text))
    found = [one for one in run(root) if one.file == "data/responses/bill.yml"]
    assert {one.line for one in found if says in one.text} == {4, 5}


@pytest.mark.parametrize(
    ("zh_text", "en_text"),
    [
        ("在{limit:SLA-FAULT-FIX}内修复。", "It is repaired within {limit:SLA-FAULT-FIX}."),
        ("根据服务承诺，在{limit:SLA-FAULT-FIX}内修复。", "Under our commitment, within {limit:SLA-FAULT-FIX}."),
        ("智能客服24小时在线。", "The assistant is here 24 hours a day."),
        ("安装在26小时内完成。", "It is installed within 26 hours."),
        ("人工客服{hours:agents}为您服务。", "Our agents are here {hours:agents}."),
    ],
)
def test_a_named_limit_and_other_times_are_fine(project, zh_text, en_text):
    root = project("data/responses/bill.yml", responses_with(zh_text, en_text))
    assert [one for one in run(root) if one.file == "data/responses/bill.yml"] == []


def test_another_figure_that_happens_to_be_the_same_is_said_to_be_so(project):
    own = responses_with("发票24小时内开具。", "The invoice is issued within 24 hours.").replace(
        '"\n', '"\n      metadata: {own_figures: true}\n'
    )
    found = run(project("data/responses/bill.yml", own))
    assert [one for one in found if one.file == "data/responses/bill.yml"] == []


def responses_with(zh_text, en_text):
    return (
        "\nresponses:\n  utter_bill:\n"
        f'    - text: "{zh_text}"\n    - text: "{en_text}"\n'
        "      condition:\n        - {type: slot, name: language, value: en}\n"
    )
