"""Who may come in: a session cookie that scripts cannot read, a token that other sites cannot know, our own origin."""

import asyncio
import hashlib
import hmac
import json
from functools import partial
from urllib.parse import urlsplit

from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.engine import Connection

from bot import agents, masks, reception
from bot.access import may, require
from bot.agents import SignIn
from bot.errors import Forbidden, NotSignedIn
from bot.reception import guard
from bot.settings import Settings
from bot.store import Store
from channels.console.asked import agent, change, look, now
from channels.console.proven import needs_second_factor, second_factor_of
from channels.describing import description_of
from channels.limits import address

# What is everybody's own: who they are, the desk as far as their role sees it, what they must hear, how they like it.
OWN = ("me", "second-factor", "sign-out", "desk", "stream", "notices", "settings")
# Of these, what is left while a second factor is needed and not set.
UNPROVEN = ("me", "second-factor", "sign-out")
SAFE = ("GET", "HEAD", "OPTIONS")
CSRF_HEADER = "X-CSRF-Token"


def cookie_name(settings: Settings) -> str:
    # Browsers take the __Host- prefix only with Secure, which needs TLS.
    return "__Host-desk" if settings.secure_cookies else "desk"


async def slow_down(request: Request) -> None:
    """Raises: TooMany. A session has its own bucket, and an office that sits behind one address a common one."""
    asked = [("desk", ""), ("address", f"console {address(request)}")]
    session = request.cookies.get(cookie_name(request.app.ctx.settings))
    if session:
        asked.append(("agents", hashlib.sha256(str(session).encode()).hexdigest()))
    request.app.ctx.limits.admit(*asked)


async def check_origin(request: Request) -> None:
    """Raises: Forbidden for an unsafe request that does not come from our own page."""
    if request.method in SAFE:
        return
    origin = urlsplit(request.headers.get("origin", "")).netloc
    ours = {request.host, urlsplit(request.app.ctx.settings.public_url).netloc} - {""}
    if origin not in ours:
        raise Forbidden("wrong_origin", "requests that change something must come from the console's own page")


async def sign_in_needed(request: Request) -> None:
    """Puts the session at `request.ctx.session`. Raises: NotSignedIn."""
    request.ctx.session = await asyncio.to_thread(open_session, request.app.ctx.store, token(request), seen=True)


def token(request: Request) -> str:
    """Raises: NotSignedIn."""
    found = request.cookies.get(cookie_name(request.app.ctx.settings))
    if not found:
        raise NotSignedIn("not_signed_in")
    return str(found)


def open_session(store: Store, token: str, *, seen: bool) -> SignIn:
    """`seen`: this is a sign of life. Most come too soon after another to be written, and wait for no writer.

    Raises: NotSignedIn."""
    moment = now()
    with store.reading() as db:
        found = agents.session(db, token, moment)
    if not seen or not agents.is_stale(found, moment):
        return found
    with store.writing() as db:
        return agents.noted(db, found, moment)


async def check_csrf(request: Request) -> None:
    """Raises: Forbidden."""
    given = request.headers.get(CSRF_HEADER, "")
    if request.method not in SAFE and not hmac.compare_digest(given.encode(), request.ctx.session.csrf.encode()):
        raise Forbidden("csrf", f"the {CSRF_HEADER} header is missing or wrong")


async def right_needed(request: Request) -> None:
    """Of the route that is asked for: without one, only what is one's own. Raises: Forbidden "not_allowed"."""
    described = description_of(request.route.handler)
    if described is not None and described.right:
        require(request.ctx.session.agent.role, described.right)
    elif described is None or not is_own(request.route.path):
        raise Forbidden("not_allowed", "nobody has said who may ask this")


def is_own(path: str) -> bool:
    """`path`: of the route, such as "console/api/me"."""
    return _thing(path) in OWN


def _thing(path: str) -> str:
    return path.strip("/").split("/")[2]


async def second_factor_needed(request: Request) -> None:
    """Where the operator wants one of this role, nothing is shown before it is set. Raises: Forbidden."""
    who = agent(request)
    if not needs_second_factor(request, who) or _thing(request.route.path) in UNPROVEN:
        return
    if not (await second_factor_of(request, who)).is_set:
        raise Forbidden("second_factor_needed", "this role signs in with a second factor: set it first")


async def concern_needed(request: Request) -> None:
    """Whatever names a conversation is for those whom it concerns; who looks in without serving its customer is
    recorded. Raises: NotFound; Forbidden "not_concerned"."""
    conversation_id = request.match_info.get("conversation_id")
    if conversation_id is None:
        return

    def seen(db: Connection) -> bool:
        reception.must_see(db, agent(request), conversation_id)
        return reception.serves(db, agent(request).id, conversation_id)

    if not await look(request, seen) and request.method in SAFE:
        await note_look(request, "conversation.read", f"conversation:{conversation_id}")


async def note_look(request: Request, action: str, subject: str) -> None:
    """In the audit, before it is shown (S1-1.5-b, SYS-21)."""
    rules = request.app.ctx.standard.guard
    await change(request, lambda db: guard.looked(db, agent(request), action, subject, now(), rules))


async def mask_if_needed(request: Request) -> None:
    """Who needs no contacts for their work is shown none, nor a customer's name, in answers and in streams alike
    (S4-6.1-b)."""
    if not may(agent(request).role, "contact"):
        names = await look(request, lambda db: masks.names_known(db, request.match_info))
        request.ctx.shown = partial(masks.hidden, names=names)


async def masked_answer(request: Request, response: HTTPResponse) -> None:
    """Every answer in JSON: a new route cannot forget it. One's own (who I am, my notices) is nobody else's."""
    shown = getattr(request.ctx, "shown", None)
    if shown is None or response.content_type != "application/json" or not response.body or _tells_of_oneself(request):
        return
    response.body = json.dumps(shown(json.loads(response.body)), ensure_ascii=False).encode()


def _tells_of_oneself(request: Request) -> bool:
    return _thing(request.path) in ("me", "second-factor")


def set_cookie(response: HTTPResponse, settings: Settings, value: str) -> None:
    """An empty value ends it."""
    name = cookie_name(settings)
    response.cookies[name] = value
    response.cookies[name].update({"httponly": True, "samesite": "Lax", "path": "/"})
    if settings.secure_cookies:
        response.cookies[name]["secure"] = True
    if not value:
        response.cookies[name]["max-age"] = 0
