"""credentials.yml, as Rasa writes it: a connector's name or its class by module path, and what it needs to know."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from rasa.core.channels import BUILTIN_CHANNELS
from rasa.core.channels.channel import InputChannel, OutputChannel
from rasa.shared.exceptions import RasaException
from rasa.shared.utils.io import read_config_file

from bot.errors import Invalid
from bot.settings import ROOT, Settings
from channels.connectors.connector import Connector
from channels.connectors.shipped import REFUSED, SHIPPED

NAME_LIMIT = 16  # characters
OWN_BUTTONS = 20  # below one message, of a connector that says nothing of a limit
OURS = ("console", "phone", "site", "telegram", "terminal", "web", "widget")


def connectors(settings: Settings) -> list[Connector]:
    """Raises: Invalid by the name of what is wrong."""
    told = _read(settings.path(settings.credentials))
    built = [_connector(name, told[name], settings) for name in told]
    names = [one.name for one in built]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Invalid("credentials", f"credentials: {', '.join(twice)} more than once")
    return built


def _read(file: Path) -> dict[str, Any]:
    """With `${NAME}` filled in from the environment, as Rasa does it."""
    try:
        return dict(read_config_file(file))
    except (RasaException, OSError, ValueError) as error:
        raise Invalid("credentials", f"{file.name} cannot be read: {error}") from error


def _connector(name: str, told: Any, settings: Settings) -> Connector:
    if name in REFUSED:
        raise Invalid("credentials", f"credentials: {name} cannot be put on the desk: {REFUSED[name]}")
    if told is not None and not isinstance(told, dict):
        raise Invalid("credentials", f"credentials: {name}: keys and values expected")
    if name in SHIPPED:
        return _built(SHIPPED[name], name, BUILTIN_CHANNELS[name], told, settings)
    return _own(_built(Connector, name, _by_path(name), told, settings), name)


def _own(connector: Connector, path: str) -> Connector:
    """Its buttons are used if it has thought of them: Rasa's default would show what stands behind each."""
    output = connector.input.get_output_channel()
    if output is None:
        raise Invalid("credentials", f"{path}: get_output_channel() gives none, so nothing could be answered")
    if type(output).send_text_with_buttons is not OutputChannel.send_text_with_buttons:
        connector.most_buttons = OWN_BUTTONS
    return connector


def _built(kind: type[Connector], name: str, channel: type[InputChannel], told: Any, settings: Settings) -> Connector:
    try:
        return kind(channel, told or {}, settings)
    except RasaException as error:
        raise Invalid("credentials", f"{name}: {error}") from error


def _by_path(path: str) -> type[InputChannel]:
    module, _, name = path.rpartition(".")
    if not module:
        raise Invalid("credentials", f"credentials: Rasa has no connector {path!r}; known are {', '.join(SHIPPED)}")
    if str(ROOT) not in sys.path:
        sys.path.append(str(ROOT))  # one's own module lies in the project, as with `rasa run`
    try:
        found: Any = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise Invalid("credentials", f"credentials: {path}: {error}") from error
    if not (isinstance(found, type) and issubclass(found, InputChannel)):
        raise Invalid("credentials", f"credentials: {path} is no InputChannel")
    channel: type[InputChannel] = found
    if len(channel.name()) > NAME_LIMIT or channel.name() in (*OURS, *SHIPPED, *REFUSED):
        raise Invalid("credentials", f"credentials: {path}: the name {channel.name()!r} is taken, or too long")
    return channel
