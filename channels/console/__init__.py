"""The agents' console: its page, and the requests and event streams behind it."""

from sanic import Blueprint

from channels.console import (
    appointments,
    attachments,
    audit,
    board,
    callbacks,
    cases,
    conversations,
    drafts,
    entered,
    figures,
    history,
    holding,
    incidents,
    letters,
    notices,
    page,
    problems,
    promises,
    quality,
    queue,
    remedies,
    reveals,
    reviews,
    samples,
    second_factor,
    session,
    subtasks,
    team,
    tickets,
    undelivered,
    work,
)
from channels.console.door import (
    check_csrf,
    check_origin,
    concern_needed,
    mask_if_needed,
    masked_answer,
    right_needed,
    second_factor_needed,
    sign_in_needed,
    slow_down,
)

_signed_in = Blueprint.group(
    session.routes,
    queue.routes,
    conversations.routes,
    holding.routes,
    work.routes,
    drafts.routes,
    promises.routes,
    notices.routes,
    tickets.routes,
    entered.routes,
    cases.routes,
    subtasks.routes,
    letters.routes,
    remedies.routes,
    problems.routes,
    reveals.routes,
    appointments.routes,
    attachments.routes,
    history.routes,
    audit.routes,
    incidents.routes,
    samples.routes,
    second_factor.routes,
    quality.routes,
    reviews.routes,
    board.routes,
    callbacks.routes,
    team.routes,
    figures.routes,
    undelivered.routes,
)
for check in (
    slow_down,
    check_origin,
    sign_in_needed,
    check_csrf,
    second_factor_needed,
    right_needed,
    concern_needed,
    mask_if_needed,
):
    _signed_in.middleware(check, "request")
_signed_in.middleware(masked_answer, "response")
for check in (slow_down, check_origin):
    session.sign_in_routes.middleware(check, "request")

blueprint = Blueprint.group(page.routes, session.sign_in_routes, _signed_in)
