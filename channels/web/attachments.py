"""Files of a visitor's own conversation: sent up before the message that carries them, and fetched."""

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import attachments
from bot.attachments import Attachment, Limits
from bot.customers import Visit
from channels import uploads
from channels.describing import BINARY, describes
from channels.web import visitors
from channels.web.origins import open_to_pages
from channels.web.payloads import clock


def register(blueprint: Blueprint) -> None:
    open_to_pages(blueprint, "POST", "/attachments", upload, stream=True)
    open_to_pages(blueprint, "GET", "/attachments/<attachment_id:str>", fetch)


@describes(
    "visitor",
    takes=BINARY,
    headers=(uploads.NAME_HEADER,),
    answers={201: uploads.Uploaded},
    refuses=(400, 404, 413, 422),
)
async def upload(request: Request) -> HTTPResponse:
    """The raw contents of one file, with its name percent-encoded in a header; sent once a message names it.

    Who asks is looked at before the body is read."""
    await visitors.reading(request, lambda db, visit: visit)
    limits = Limits.of_mb(request.app.ctx.settings.attachment_mb)
    content = await uploads.received(request, limits.file_bytes)
    name, now = uploads.file_name(request), clock()

    def put(db: Connection, visit: Visit) -> Attachment:
        return attachments.put(db, visit.conversation_id, "customer", name, content, now, limits=limits)

    return json({"attachment": (await visitors.writing(request, put)).told()}, 201)


@describes("visitor", answers={200: "*/*"}, refuses=(404, 409))
async def fetch(request: Request, attachment_id: str) -> HTTPResponse:
    """One's own, and what an agent has sent. Another's and one that does not exist look the same."""

    def find(db: Connection, visit: Visit) -> tuple[Attachment, bytes]:
        found = attachments.seen_by(db, "customer", visit.conversation_id, attachment_id)
        return found, attachments.content(db, visit.conversation_id, attachment_id)

    return uploads.told(*await visitors.reading(request, find))
