"""The standing way to a person, the queue, and the rating after a talk."""

from datetime import datetime, timezone

from bot import customers, handoff, reception
from bot.agents import Agent
from bot.phrases import Phrases
from bot.store import Store
from bot.wakeups import Wakeup
from channels.web.visitors import KIND, fingerprint

WISH = {"client_key": "alice-key-1", "text": "转人工客服"}
NOW = datetime.now(timezone.utc)


def waiting_of(visitor, store: Store) -> handoff.Handoff:
    with store.reading() as db:
        found = handoff.current(db, customers.find_by_identity(db, KIND, fingerprint(visitor.token)).conversation_id)
    assert found, "nobody waits"
    return found


def claim(visitor, store: Store, agent: Agent, phrases: Phrases) -> handoff.Holder:
    with store.writing() as db:
        return reception.claimed(db, waiting_of(visitor, store).handoff_id, agent.id, NOW, phrases=phrases)


def test_a_person_can_be_asked_for_without_the_assistant(alice, sqlite_store: Store) -> None:
    assert alice.ask("POST", "/human", WISH).status == 201
    snapshot = alice.ask("GET", "/conversation").json
    assert snapshot["status"]["holder"] == "queue"
    assert snapshot["status"]["queue"]["place"] == 1
    assert [message["author"] for message in snapshot["messages"][-2:]] == ["customer", "desk"]
    brief = waiting_of(alice, sqlite_store).brief
    assert brief["heard"] == [] and brief["emotion"] == "neutral", "the assistant has heard nothing yet"


def test_asking_twice_is_asking_once(alice) -> None:
    alice.ask("POST", "/human", WISH)
    before = alice.messages()
    assert alice.ask("POST", "/human", WISH).status == 201
    assert alice.messages() == before


def test_who_no_longer_waits_is_with_the_assistant_again(alice) -> None:
    alice.ask("POST", "/human", WISH)
    assert alice.ask("POST", "/waiting/cancel", {}).json["holder"] == "assistant"
    assert alice.ask("POST", "/waiting/cancel", {}).status == 409


def test_the_customer_sees_which_agent_is_there_and_typing(alice, sqlite_store: Store, employ, phrases) -> None:
    bob = employ(sqlite_store, "bob", "1001")
    alice.ask("POST", "/human", WISH)
    with alice.stream(0) as stream:
        assert stream.next("status")["holder"] == "queue"
        claim(alice, sqlite_store, bob, phrases)
        status = stream.next("status")
        assert (status["holder"], status["agent"]) == ("agent", {"name": "Bob", "no": "1001"})
        sqlite_store.wakeups.publish(Wakeup("typing", f"{waiting_of(alice, sqlite_store).conversation_id}:agent"))
        assert stream.next("status")["typing"] == "agent"


def test_the_place_in_the_queue_moves_up(alice, dan, sqlite_store: Store, employ, phrases) -> None:
    bob = employ(sqlite_store, "bob", "1001")
    dan.ask("POST", "/human", {**WISH, "client_key": "dan-key-1"})
    alice.ask("POST", "/human", WISH)
    with alice.stream(0) as stream:
        assert stream.next("status")["queue"]["place"] == 2
        claim(dan, sqlite_store, bob, phrases)
        assert stream.next("status")["queue"]["place"] == 1


def test_a_talk_is_rated_once(alice, sqlite_store: Store, employ, standard, phrases) -> None:
    bob = employ(sqlite_store, "bob", "1001")
    assert alice.ask("POST", "/rating", {"score": 5}).status == 404
    alice.ask("POST", "/human", WISH)
    holder = claim(alice, sqlite_store, bob, phrases)
    with sqlite_store.writing() as db:
        reception.closed(db, holder.handoff_id, bob.id, holder.fence, {}, NOW, standard=standard, phrases=phrases)
    assert alice.messages()[-1]["extras"]["rating"] is True
    assert alice.ask("POST", "/rating", {"score": 6}).status == 422
    assert alice.ask("POST", "/rating", {"score": 4, "comment": "a\ud800"}).status == 422
    assert alice.ask("POST", "/rating", {"score": 0}).status == 422
    assert alice.ask("POST", "/rating", {"score": 4, "dimensions": {"attitude": 6}}).status == 422
    assert alice.ask("POST", "/rating", {"score": 4, "dimensions": {"weather": 5}}).status == 422
    whole = {"score": 4, "comment": "谢谢", "dimensions": {"attitude": 5, "speed": 3}, "solved": True}
    assert alice.ask("POST", "/rating", whole).status == 201
    assert alice.ask("GET", "/conversation").json["status"]["rating"] == 4
    assert alice.ask("POST", "/rating", {"score": 1}).status == 409
