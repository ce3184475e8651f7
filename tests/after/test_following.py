"""What the watch does by itself after a service, and the quarterly campaign."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot import handoff, surveys, transcript
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict, Invalid
from bot.reception.campaign import campaign, quarter
from bot.reception.following import Following
from bot.store import Store
from bot.tickets import Ticket

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def heard(store: Store, visit: Visit) -> list[str]:
    with store.reading() as db:
        return [one.extras["key"] for one in transcript.after(db, visit.conversation_id, 0) if one.author == "desk"]


def test_a_look_asks_what_is_due_and_nothing_again(
    store: Store,
    alice: Visit,
    dan: Visit,
    opened: Callable[..., Ticket],
    reach: Callable[..., None],
    now: datetime,
    desk: Any,
) -> None:
    following = Following(store, **desk)
    reach(store, opened(store, alice), "repaired", now)
    reach(store, opened(store, dan), "closed", now + 20 * HOUR)
    assert following.look(now + 20 * HOUR) == 0  # Tuesday, 06:00: nobody is contacted
    assert following.look(now + 23 * HOUR) == 2
    assert following.look(now + 23 * HOUR) == 0
    assert (heard(store, alice), heard(store, dan)) == (["utter_callback_1"], ["utter_survey_ticket"])
    assert following.look(now + 23 * HOUR + 2 * DAY) == 2  # asked once more, and reminded
    assert heard(store, dan)[-1] == "utter_survey_reminder"


def served(store: Store, visit: Visit, agent: Agent, at: datetime) -> None:
    with store.writing() as db:
        handoff_id = handoff.ask(db, visit.conversation_id, "asked", {}, at)
        handoff.close(db, handoff_id, agent.id, handoff.claim(db, handoff_id, agent.id, at).fence, {}, at)


def test_a_campaign_asks_those_who_were_served_in_the_quarter_once(
    store: Store, alice: Visit, dan: Visit, bob: Agent, now: datetime, desk: Any
) -> None:
    served(store, alice, bob, now - 20 * DAY)
    served(store, dan, bob, now - 80 * DAY)  # in September
    present, before = quarter("", now, SHANGHAI), quarter("2026-Q3", now, SHANGHAI)
    assert (present.name, campaign(store, present, now, **desk).asked) == ("2026-Q4", 1)
    assert (heard(store, alice), heard(store, dan)) == (["utter_survey_campaign"], [])
    assert campaign(store, present, now, **desk).asked == 0
    assert campaign(store, present, now + 8 * DAY, **desk).asked == 0  # the week is over, but not the campaign
    assert campaign(store, before, now, **desk).asked == 1


def test_a_campaign_spares_whoever_was_asked_within_the_week(
    store: Store, alice: Visit, bob: Agent, now: datetime, desk: Any
) -> None:
    served(store, alice, bob, now - 3 * DAY)
    with store.writing() as db:
        surveys.ask(db, alice.conversation_id, now - 3 * DAY, desk["standard"])
    present = quarter("", now, SHANGHAI)
    assert campaign(store, present, now, **desk).asked == 0
    assert campaign(store, present, now + 4 * DAY, **desk).asked == 1


def test_nobody_is_asked_at_night(store: Store, now: datetime, desk: Any) -> None:
    with pytest.raises(Conflict):
        campaign(store, quarter("", now, SHANGHAI), now + 13 * HOUR, **desk)


def test_a_quarter_is_three_local_months() -> None:
    found = quarter("2026-Q4", datetime.now(timezone.utc), SHANGHAI)
    assert (found.start.isoformat(), found.end.isoformat()) == (
        "2026-10-01T00:00:00+08:00",
        "2027-01-01T00:00:00+08:00",
    )


@pytest.mark.parametrize("name", ["2026-Q5", "Q4", "2026", "2026-Q4 "])
def test_what_is_no_quarter_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        quarter(name, datetime.now(timezone.utc), SHANGHAI)
