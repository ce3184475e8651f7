"""What customers answer: one to five, by dimension, and in their own words; once for each request (S4-4.3-c)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.errors import Conflict, Invalid, NotFound
from bot.standard import Standard
from bot.store.engine import wake_after_commit
from bot.store.inserts import insert_unless_taken
from bot.store.tables import ratings
from bot.surveys.asking import Survey, latest
from bot.wakeups import Wakeup


@dataclass(frozen=True)
class Answer:
    """FORM-SURVEY as it was filled in: `score` is the overall one, `dimensions` by key of the standard."""

    score: int
    comment: str = ""
    dimensions: Mapping[str, int] = field(default_factory=dict)
    solved: bool | None = None


@dataclass(frozen=True)
class Rating:
    id: int
    score: int
    dimensions: dict[str, int]
    solved: bool | None
    comment: str
    handoff_id: int | None
    ticket_id: int | None
    conversation_id: str | None
    at: datetime


def rate(db: Connection, conversation_id: str, answer: Answer, now: datetime, standard: Standard) -> Rating:
    """For the latest request in this conversation.

    Raises: Invalid; NotFound "nothing_to_rate" where nobody was asked; Conflict "already_rated"."""
    answer = checked(answer, standard)
    survey = latest(db, conversation_id)
    if survey is None:
        raise NotFound("nothing_to_rate")
    return _keep(db, answer, now, survey=survey)


def score_of_ticket(db: Connection, ticket_id: int) -> int | None:
    """The latest that was given for it."""
    of_it = select(ratings.c.score).where(ratings.c.ticket_id == ticket_id)
    found: int | None = db.execute(of_it.order_by(ratings.c.id.desc()).limit(1)).scalar()
    return found


def of_ticket(db: Connection, ticket_id: int) -> list[Rating]:
    """Newest first."""
    query = select(ratings.c.id).where(ratings.c.ticket_id == ticket_id).order_by(ratings.c.id.desc())
    return [find(db, row.id) for row in db.execute(query).all()]


def rate_callback(
    db: Connection,
    callback_id: int,
    ticket_id: int,
    conversation_id: str | None,
    answer: Answer,
    now: datetime,
    standard: Standard,
) -> Rating:
    """Told to an agent who called. Raises: Invalid; Conflict "already_rated"."""
    return _keep(db, checked(answer, standard), now, called=(callback_id, ticket_id, conversation_id))


def say_more(
    db: Connection, conversation_id: str, dimensions: Mapping[str, int], comment: str, standard: Standard
) -> Rating:
    """`add` to the score that was given for the latest request. Raises: Invalid; NotFound "nothing_to_rate"."""
    survey = latest(db, conversation_id)
    known = _of_survey(db, survey) if survey else None
    if known is None:
        raise NotFound("nothing_to_rate")
    return add(db, known.id, dimensions, comment, standard)


def add(db: Connection, rating_id: int, dimensions: Mapping[str, int], comment: str, standard: Standard) -> Rating:
    """To a score that was given: what it leaves out stays as it is. Raises: Invalid; NotFound "no_such_rating"."""
    known = find(db, rating_id)
    more = checked(Answer(known.score, comment or known.comment, {**known.dimensions, **dimensions}), standard)
    here = update(ratings).where(ratings.c.id == known.id)
    db.execute(here.values(dimensions=dict(more.dimensions), comment=more.comment))
    wake_after_commit(db, Wakeup("queue"))
    return find(db, known.id)


def given(db: Connection, conversation_id: str) -> Rating | None:
    """The answer to the conversation's latest request, if there is one."""
    survey = latest(db, conversation_id)
    return _of_survey(db, survey) if survey else None


def find(db: Connection, rating_id: int) -> Rating:
    """Raises: NotFound "no_such_rating"."""
    row = db.execute(select(ratings).where(ratings.c.id == rating_id)).first()
    if row is None:
        raise NotFound("no_such_rating")
    return Rating(**{name: row._mapping[name] for name in Rating.__dataclass_fields__})


def checked(answer: Answer, standard: Standard) -> Answer:
    """Without blanks around the comment. Raises: Invalid."""
    rule, comment = standard.survey, answer.comment.strip()
    if type(answer.score) is not int or answer.score not in rule.scores:
        raise Invalid("score", f"{min(rule.scores)} to {max(rule.scores)}")
    for name, score in answer.dimensions.items():
        if name not in rule.dimensions or type(score) is not int or score not in rule.scores:
            raise Invalid("dimensions", f"{', '.join(rule.dimensions)}, each {min(rule.scores)} to {max(rule.scores)}")
    if len(comment) > rule.comment_at_most or "\0" in comment:
        raise Invalid("comment", f"at most {rule.comment_at_most} characters")
    return Answer(answer.score, comment, answer.dimensions, answer.solved)


def _keep(
    db: Connection,
    answer: Answer,
    now: datetime,
    survey: Survey | None = None,
    called: tuple[int, int, str | None] | None = None,
) -> Rating:
    if survey:
        about = {name: getattr(survey, name) for name in ("handoff_id", "ticket_id", "conversation_id")}
        about["survey_id"] = survey.id
    else:
        assert called is not None
        about = dict(zip(("callback_id", "ticket_id", "conversation_id"), called, strict=True))
    told = {"score": answer.score, "dimensions": dict(answer.dimensions), "solved": answer.solved}
    kept = insert_unless_taken(db, ratings, **about, **told, comment=answer.comment, at=now)
    if kept is None:
        raise Conflict("already_rated")
    wake_after_commit(db, Wakeup("queue"))
    return find(db, kept)


def _of_survey(db: Connection, survey: Survey) -> Rating | None:
    known = db.execute(select(ratings.c.id).where(ratings.c.survey_id == survey.id)).scalar()
    return find(db, known) if known is not None else None
