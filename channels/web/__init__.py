"""The widget: what a page asks the desk for on behalf of one visitor, and the demo page it can be tried on."""

from sanic import Blueprint

from channels.web import (
    admission,
    appointments,
    assets,
    attachments,
    cases,
    commitment,
    conversations,
    following,
    linking,
    live,
    messages,
    origins,
    people,
)

api = Blueprint("widget", url_prefix="/widget")
for routes in (conversations, messages, people, live, linking, appointments, attachments, cases):
    routes.register(api)
origins.guard(api)
admission.guard(api)

files = Blueprint("widget_files")
assets.register(files)
commitment.register(files)

status = Blueprint("status")
following.register(status)
status.middleware(following.slow_down, "request")
status.middleware(following.refuse_strangers, "request")

blueprint = Blueprint.group(api, files, status)

__all__ = ["blueprint"]
