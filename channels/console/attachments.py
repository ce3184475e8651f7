"""Files of a conversation: who may read the transcript may look at them; its holder may send some."""

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import attachments, customers
from bot.attachments import Attachment, Limits
from channels import uploads
from channels.console.asked import change, look, now
from channels.console.door import note_look
from channels.describing import BINARY, describes

routes = Blueprint("console_attachments", url_prefix="/console/api/conversations")


@routes.post("/<conversation_id:str>/attachments", stream=True)
@describes(
    "agent",
    right="serve",
    takes=BINARY,
    headers=(uploads.NAME_HEADER,),
    answers={201: uploads.Uploaded},
    refuses=(400, 404, 413, 422),
)
async def upload(request: Request, conversation_id: str) -> HTTPResponse:
    """The raw contents of one file, with its name percent-encoded in a header. The customer sees it once a message
    names it."""
    await look(request, lambda db: customers.conversation(db, conversation_id))
    limits = Limits.of_mb(request.app.ctx.settings.attachment_mb)
    content = await uploads.received(request, limits.file_bytes)
    name = uploads.file_name(request)

    def put(db: Connection) -> Attachment:
        return attachments.put(db, conversation_id, "agent", name, content, now(), limits=limits)

    return json({"attachment": (await change(request, put)).told()}, status=201)


@routes.get("/<conversation_id:str>/attachments/<attachment_id:str>")
@describes("agent", right="read", answers={200: "*/*"}, refuses=(404, 409))
async def fetch(request: Request, conversation_id: str, attachment_id: str) -> HTTPResponse:
    """What was sent, and what agents uploaded. Another conversation's and one that does not exist look the same."""

    def find(db: Connection) -> tuple[Attachment, bytes]:
        found = attachments.seen_by(db, "agent", conversation_id, attachment_id)
        return found, attachments.content(db, conversation_id, attachment_id)

    found = await look(request, find)
    await note_look(request, "attachment.read", f"attachment:{attachment_id}")
    return uploads.told(*found)
