"""Quality: one sheet for assistant and agents, a sample that can be drawn again, findings, appeals (SYS-27)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.engine import Connection

from bot import audit, handoff, notices, quality, reception
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict, Forbidden, Invalid, NotFound
from bot.quality import Candidate, FoundThing, Line, Review, Served
from bot.reception import Reply
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import handoffs

DAY = timedelta(days=1)
GOOD = [
    "您好，我是客服小林，请问有什么可以帮您？",
    "我理解您的心情，技术支持部会在今天18点前上门。",
    "感谢您的支持，祝您生活愉快。",
]


@pytest.fixture
def served(now: datetime) -> Callable[..., Served]:
    """served(["words", …]) is what an agent said, a minute apart, from message 1 on."""

    def make(texts: list[str], **other: object) -> Served:
        lines = [Line(seq, True, text, now + timedelta(minutes=seq)) for seq, text in enumerate(texts, 1)]
        about = {"scope": "agent", "upset": True, "ended": True, "due": now + timedelta(minutes=15), **other}
        return Served(lines, **about)  # type: ignore[arg-type]

    return make


def broken(served: Served, standard: Standard) -> dict[str, tuple[int, ...]]:
    return {one.rule: one.seqs for one in quality.verdicts(served, standard) if one.met is False}


def test_a_good_conversation_breaks_no_rule(served: Callable[..., Served], standard: Standard) -> None:
    assert [one.met for one in quality.verdicts(served(GOOD), standard)] == [True] * 7


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["什么事？", *GOOD[1:]], {"greeting": (1,)}),
        ([GOOD[0], "技术支持部会在今天18点前上门。", GOOD[2]], {"empathy": (1,)}),
        ([*GOOD[:2], "我们会尽快处理。", GOOD[2]], {"named_time": (3,)}),
        ([*GOOD[:2], "好的。", "再见。"], {"closing": (3,)}),
        ([*GOOD[:2], "随便您吧。", GOOD[2]], {"wording": (3,)}),
        ([*GOOD[:2], "请问光猫是红灯吗？", "请问光猫是红灯吗？", GOOD[2]], {"not_twice": (4,)}),
    ],
)
def test_a_broken_rule_points_at_the_message_that_breaks_it(
    served: Callable[..., Served], standard: Standard, texts: list[str], expected: dict[str, tuple[int, ...]]
) -> None:
    assert broken(served(texts), standard) == expected


def test_the_first_reply_is_in_time_up_to_the_moment_it_is_due(
    served: Callable[..., Served], standard: Standard, now: datetime
) -> None:
    first = now + timedelta(minutes=1)
    assert broken(served(GOOD, due=first), standard) == {}
    assert broken(served(GOOD, due=first - timedelta(seconds=1)), standard) == {"in_time": (1,)}


def test_what_does_not_apply_counts_for_nothing(served: Callable[..., Served], standard: Standard) -> None:
    verdicts = quality.verdicts(served(GOOD[:1], upset=False, ended=False, due=None), standard)
    assert {one.rule for one in verdicts if one.met is None} == {"empathy", "closing", "in_time"}
    silent = quality.verdicts(served([]), standard)
    assert {one.met for one in silent} == {None}


def test_the_score_is_the_share_of_the_weights_that_was_reached(standard: Standard) -> None:
    sheet = standard.quality
    assert sheet.score({}, {}) == 100
    assert sheet.score({"greeting": True, "wording": False}, {}) == 33  # weights 5 and 10
    assert sheet.score({}, {"solved": "partly"}) == 50
    assert sheet.score({"empathy": None, "wording": True}, {"solved": "not_applicable"}) == 100


def many(count: int) -> list[Candidate]:
    return [
        Candidate(f"c{n:03}", n, 1 if n % 4 else 2, f"web/{'bob' if n % 4 else 'erin'}/closed") for n in range(count)
    ]


def test_the_same_seed_draws_the_same_and_another_seed_another() -> None:
    drawn = quality.chosen(many(80), "november", 8)
    assert quality.chosen(many(80)[::-1], "november", 8) == drawn
    assert quality.chosen(many(80), "december", 8) != drawn


def test_each_stratum_is_drawn_in_proportion_and_never_more_than_there_is() -> None:
    drawn = quality.chosen(many(80), "x", 8)
    assert sorted(one.stratum for one in drawn) == ["web/bob/closed"] * 6 + ["web/erin/closed"] * 2
    assert len(quality.chosen(many(5), "x", 8)) == 5 and quality.chosen([], "x", 8) == []


@pytest.fixture
def talked(bob: Agent, now: datetime, standard: Standard) -> Callable[..., None]:
    """talked(db, alice): the assistant answered her, then Bob served her and closed, yesterday."""

    def talk(db: Connection, visit: Visit) -> None:
        at, here = now - DAY, visit.conversation_id
        reception.customer_said(db, here, "我家断网了", f"{here}-1", at)
        reception.assistant_said(db, here, [Reply("请您报修。")], at + timedelta(seconds=2))
        asked = handoff.ask(db, here, "asked", {}, at, emotion="angry")
        fence = handoff.claim(db, asked, bob.id, at + timedelta(minutes=1)).fence
        for n, text in enumerate(GOOD, 2):
            reception.agent_said(db, here, bob.id, fence, text, f"b{n}", at + timedelta(minutes=n))
        handoff.close(
            db, asked, bob.id, fence, {"topic": "fault", "outcome": "resolved", "summary": "ok"}, at + DAY / 24
        )

    return talk


@pytest.fixture
def draw(carol: Agent, now: datetime) -> Callable[..., quality.Sample]:
    return lambda db, seed="s", size=10: quality.draw(db, seed, now - 2 * DAY, now, size, carol.id, now)


def answers(standard: Standard, answer: str = "fully") -> dict[str, str]:
    return dict.fromkeys(standard.quality.checks, answer)


def test_a_sample_holds_agents_parts_and_the_assistants(
    store: Store, talked: Callable[..., None], draw: Callable[..., quality.Sample], alice: Visit, bob: Agent
) -> None:
    with store.writing() as db:
        talked(db, alice)
        parts = quality.items(db, draw(db).id)
        assert {(one.agent_id, one.stratum) for one in parts} == {
            (bob.id, "web/bob/closed"), (None, "web/assistant/passed_on"),
        }  # fmt: skip
        again = quality.items(db, draw(db).id)
        assert [one.stratum for one in again] == [one.stratum for one in parts]


def test_a_period_that_is_not_over_cannot_be_drawn_again_and_is_refused(
    store: Store, carol: Agent, now: datetime
) -> None:
    with store.writing() as db:
        for since, until in ((now - DAY, now + DAY), (now, now), (now, now - DAY)):
            with pytest.raises(Invalid):
                quality.draw(db, "s", since, until, 5, carol.id, now)


def test_a_sample_is_of_a_quarter_at_most_and_a_quarter_is_allowed(
    store: Store, carol: Agent, now: datetime, standard: Standard
) -> None:
    longest = standard.quality.longest.length
    with store.writing() as db:
        quality.draw(db, "s", now - longest, now, 5, carol.id, now, longest=longest)
        with pytest.raises(Invalid, match="92 days"):
            quality.draw(db, "s", now - longest - timedelta(seconds=1), now, 5, carol.id, now, longest=longest)


@pytest.fixture
def assess(
    talked: Callable[..., None], draw: Callable[..., quality.Sample], alice: Visit, carol: Agent, now: datetime,
    standard: Standard,
) -> Callable[..., Review]:  # fmt: skip
    """assess(db) is Carol's review of Bob's part, with one finding."""

    def make(db: Connection, by: Agent = carol) -> Review:
        talked(db, alice)
        (his,) = [one for one in quality.items(db, draw(db).id) if one.agent_id]
        found = [FoundThing("solved", "没有说明下一步")]
        return reception.review_given(db, his.id, by, answers(standard, "partly"), "还可以", found, now, standard)

    return make


def test_a_review_scores_by_the_sheet_and_tells_the_agent(
    store: Store, assess: Callable[..., Review], bob: Agent, standard: Standard
) -> None:
    with store.writing() as db:
        made = assess(db)
        assert [one["met"] for one in made.automatic] == [True] * 7 and made.score == 80  # 60 and half of 40
        assert [one.id for one in quality.reviews(db, agent_id=bob.id)] == [made.id]
        assert notices.of(db, bob.id)[0].kind == "review"
        assert audit.listing(db, subject=f"review:{made.id}")[0].action == "quality.assessed"
        assert quality.averages(quality.reviews(db)) == [(bob.id, 1, 80.0)]


def test_nobody_assesses_their_own_work_nor_twice_nor_halfway(
    store: Store, assess: Callable[..., Review], carol: Agent, bob: Agent, now: datetime, standard: Standard
) -> None:
    with store.writing() as db:
        made = assess(db)
        with pytest.raises(Forbidden):
            quality.assess(db, made.item.id, bob.id, [], answers(standard), "", [], now, standard=standard)
        with pytest.raises(Conflict, match="already"):
            quality.assess(db, made.item.id, carol.id, [], answers(standard), "", [], now, standard=standard)
        with pytest.raises(Invalid):
            quality.assess(db, made.item.id, carol.id, [], {"solved": "fully"}, "", [], now, standard=standard)


def test_an_appeal_is_made_once_and_settled_by_another_person(
    store: Store, assess: Callable[..., Review], bob: Agent, carol: Agent, employ: Callable[..., Agent], now: datetime
) -> None:
    quinn = employ(store, "quinn", "1003", "quality")
    with store.writing() as db:
        made = assess(db)
        with pytest.raises(NotFound):
            quality.appeal(db, made.id, quinn.id, "不公平", now)
        with pytest.raises(NotFound):
            reception.appeal_settled(db, made.id, quinn, 90, "", now)
        quality.appeal(db, made.id, bob.id, "客户已确认解决", now)
        with pytest.raises(Conflict):
            quality.appeal(db, made.id, bob.id, "再说一次", now)
        for wrong in (carol, bob):
            with pytest.raises(Forbidden):
                reception.appeal_settled(db, made.id, wrong, 90, "", now)
        settled = reception.appeal_settled(db, made.id, quinn, 90, "申诉成立", now)
        assert (settled.score, settled.holds) == (80, 90)
        assert quality.averages(quality.reviews(db)) == [(bob.id, 1, 90.0)]
        with pytest.raises(Conflict):
            reception.appeal_settled(db, made.id, quinn, 70, "", now)
        assert notices.of(db, bob.id)[0].kind == "appeal_settled"


def test_a_finding_is_tracked_until_somebody_else_has_verified_it(
    store: Store, assess: Callable[..., Review], bob: Agent, carol: Agent, now: datetime
) -> None:
    with store.writing() as db:
        (found,) = quality.findings(db, review_id=assess(db).id)
        assert (found.state, found.next, found.agent_id) == ("open", "planned", bob.id)
        with pytest.raises(Conflict):
            quality.take_step(db, found.id, "verified", carol.id, "", now)
        quality.take_step(db, found.id, "planned", bob.id, "下周培训", now)
        quality.take_step(db, found.id, "corrected", bob.id, "已培训", now)
        with pytest.raises(Forbidden):
            quality.take_step(db, found.id, "verified", bob.id, "", now)
        done = quality.take_step(db, found.id, "verified", carol.id, "抽查合格", now)
        assert (done.state, done.next) == ("verified", None)


def test_a_list_is_narrowed_by_state_agent_topic_and_score(
    store: Store, assess: Callable[..., Review], bob: Agent, carol: Agent, now: datetime, standard: Standard
) -> None:
    def listed(db: Connection, **asked: object) -> list[str]:
        wanted = quality.Wanted(**asked)  # type: ignore[arg-type]
        found = quality.parts(db, sample_id, standard)
        return [one.agent or "assistant" for one in found if wanted.takes(one)]

    with store.writing() as db:
        made = assess(db)
        sample_id = made.item.sample_id
        assert sorted(listed(db)) == ["Bob", "assistant"]
        assert (listed(db, state="open"), listed(db, state="assessed")) == (["assistant"], ["Bob"])
        assert (listed(db, agent=str(bob.id)), listed(db, agent="assistant")) == (["Bob"], ["assistant"])
        assert listed(db, lowest=80) == listed(db, highest=80) == listed(db, lowest=80, highest=80) == ["Bob"]
        assert listed(db, lowest=81) == listed(db, highest=79) == listed(db, topic="bills") == []
        assert sorted(listed(db, topic="other")) == ["Bob", "assistant"]
        assert (listed(db, state="finding"), listed(db, state="appeal")) == (["Bob"], [])
        quality.appeal(db, made.id, bob.id, "客户已确认", now)
        (found,) = quality.findings(db, review_id=made.id)
        for step, by in (("planned", bob), ("corrected", bob), ("verified", carol)):
            quality.take_step(db, found.id, step, by.id, "好", now)
        assert (listed(db, state="finding"), listed(db, state="appeal")) == ([], ["Bob"])


def test_the_topic_of_a_part_is_what_was_passed_on(
    store: Store, talked: Callable[..., None], draw: Callable[..., quality.Sample], alice: Visit, standard: Standard
) -> None:
    with store.writing() as db:
        talked(db, alice)
        db.execute(update(handoffs).values(topic="faq/bill_refund"))
        assert {(one.agent, one.topic) for one in quality.parts(db, draw(db).id, standard)} == {
            ("Bob", "bills"), (None, "bills"),
        }  # fmt: skip
