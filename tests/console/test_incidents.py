"""Incidents in the console: supervisors declare and work them off, agents see them and tick their tasks (SYS-28)."""

from typing import Any

import pytest

from bot.agents import Agent

from .conftest import Browser

NOTICE = {"notice_zh": "您好，东湖区宽带目前中断。", "notice_en": "Broadband in Donghu is interrupted."}
OUTAGE = {"severity": "major", "what": "光缆被挖断", "services": ["broadband"], "districts": ["donghu"], **NOTICE}


@pytest.fixture
def declared(carol: Browser) -> Any:
    answer = carol.post("/incidents", **OUTAGE)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_declaring_answers_the_stages_and_tasks_with_their_due_times(carol: Browser, declared: Any) -> None:
    stages = {one["stage"]: one for one in declared["stages"]}
    assert list(stages) == ["reported", "graded", "notified", "planned", "informed", "handled", "reviewed"]
    assert stages["notified"]["at"] and stages["planned"]["due"] and not stages["planned"]["at"]
    assert [one["due_at"] for one in declared["tasks"]] == sorted(one["due_at"] for one in declared["tasks"])
    assert declared["next"] == "planned"
    assert carol.get(f"/incidents/{declared['id']}").json() == {**declared}


def test_the_desk_of_every_agent_shows_it_until_service_is_back(bob: Browser, carol: Browser, declared: Any) -> None:
    assert [one["what"] for one in bob.get("/desk").json()["incidents"]] == ["光缆被挖断"]
    for stage in ("planned", "handled"):
        assert carol.post(f"/incidents/{declared['id']}/stage", stage=stage).status_code == 200
    assert bob.get("/desk").json()["incidents"] == []
    assert [one["over"] for one in bob.get("/incidents").json()] == [True]


def test_an_agent_declares_nothing_and_ticks_a_task_that_was_given(
    bob: Browser, bob_agent: Agent, carol: Browser, declared: Any
) -> None:
    assert bob.post("/incidents", **OUTAGE).status_code == 403
    path = f"/incidents/{declared['id']}/tasks/crew"
    assert bob.post(f"{path}/assignee", agent_id=bob_agent.id).status_code == 403
    given = carol.post(f"{path}/assignee", agent_id=bob_agent.id).json()
    assert [one["assignee"] for one in given["tasks"] if one["task"] == "crew"] == ["Bob"]
    done = bob.post(f"{path}/done", note="14点到达").json()
    assert [one["done_by"] for one in done["tasks"] if one["task"] == "crew"] == ["Bob"]
    again = bob.post(f"{path}/done")
    assert (again.status_code, again.json()["error"]) == (409, "task_done")


def test_a_notice_that_breaks_a_rule_is_refused_with_what_and_where(carol: Browser) -> None:
    refused = carol.post("/incidents", **{**OUTAGE, "notice_en": "This is not our fault."})
    assert (refused.status_code, refused.json()["error"]) == (422, "wording")
    assert [(one["language"], one["rule"]) for one in refused.json()["findings"]] == [("en", "LX-BLAME")]
    assert carol.get("/incidents").json() == []


@pytest.mark.parametrize(
    "wrong",
    [{"districts": ["atlantis"]}, {"services": ["teleport"]}, {"services": []}, {"severity": "huge"}, {"what": ""}],
)
def test_what_is_not_known_is_refused(carol: Browser, wrong: Any) -> None:
    assert carol.post("/incidents", **{**OUTAGE, **wrong}).status_code == 422
    assert carol.get("/incidents").json() == []
