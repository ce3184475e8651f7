"""Sentences from data/responses, in the customer's language and script."""

import pytest

from bot.phrases import Button, Phrases, UnknownPhrase, to_traditional

FILE = """
version: "3.1"
responses:
  utter_desk_claimed:
    - text: "您好，我是客服{agent_no}号。"
      buttons:
        - title: "继续"
          payload: '/affirm{{"topic": "bill"}}'
    - text: "Hello, I am agent {agent_no}."
      condition:
        - {type: slot, name: language, value: en}
      buttons:
        - title: No
          payload: '/deny'
  utter_only_chinese:
    - text: "感谢您的支持，网络账户{{原样}}。"
    - text: "另一种说法"
  utter_conditional:
    - text: "特殊"
      condition:
        - {type: slot, name: emotion, value: angry}
    - text: "普通"
"""


@pytest.fixture
def sentences(tmp_path, standard):
    (tmp_path / "desk.yml").write_text(FILE, encoding="utf-8")
    return Phrases.load(tmp_path, standard)


def test_a_sentence_is_said_in_the_customers_language(sentences):
    assert sentences.say("utter_desk_claimed", "zh", agent_no=7) == "您好，我是客服7号。"
    assert sentences.say("utter_desk_claimed", "en", agent_no=7) == "Hello, I am agent 7."
    assert sentences.say("utter_desk_claimed", "zh-Hant", agent_no=7) == "您好，我是客服7號。"


def test_buttons_keep_what_they_mean(sentences):
    assert sentences.buttons("utter_desk_claimed", "zh-Hant") == [Button("繼續", '/affirm{"topic": "bill"}')]
    assert sentences.buttons("utter_desk_claimed", "en") == [Button("No", "/deny")]
    assert sentences.buttons("utter_only_chinese", "zh") == []


def test_the_first_plain_variation_is_said_and_chinese_stands_in_for_english(sentences):
    assert sentences.say("utter_only_chinese", "en") == "感谢您的支持，网络账户{原样}。"
    assert sentences.say("utter_conditional", "zh") == "普通"


def test_traditional_changes_characters_and_leaves_words():
    assert (
        to_traditional("感谢您的支持，请登录晴川通信App查看宽带账单") == "感謝您的支持，請登錄晴川通信App查看寬帶賬單"
    )


def test_an_unknown_key_and_a_missing_value_are_named(sentences):
    with pytest.raises(UnknownPhrase, match="utter_nowhere"):
        sentences.say("utter_nowhere", "zh")
    with pytest.raises(UnknownPhrase, match=r"utter_desk_claimed.*\{agent_no\}"):
        sentences.say("utter_desk_claimed", "zh")


def test_a_value_is_never_read_as_a_template(sentences):
    assert sentences.say("utter_desk_claimed", "en", agent_no="{agent_no}") == "Hello, I am agent {agent_no}."


def test_it_can_be_asked_whether_a_key_is_there(sentences):
    assert "utter_desk_claimed" in sentences
    assert "utter_nowhere" not in sentences


def test_the_projects_own_sentences_are_there_in_both_languages(phrases):
    assert phrases.say("utter_who_i_am", "zh") != phrases.say("utter_who_i_am", "en")
