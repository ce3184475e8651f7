"""The widget: what a page asks the desk for on behalf of one visitor, and the demo page it can be tried on."""

from sanic import Blueprint

from channels.web import (
    admission,
    appointments,
    assets,
    attachments,
    commitment,
    conversations,
    linking,
    live,
    messages,
    origins,
    people,
)

api = Blueprint("widget", url_prefix="/widget")
for routes in (conversations, messages, people, live, linking, appointments, attachments):
    routes.register(api)
origins.guard(api)
admission.guard(api)

files = Blueprint("widget_files")
assets.register(files)
commitment.register(files)

blueprint = Blueprint.group(api, files)

__all__ = ["blueprint"]
