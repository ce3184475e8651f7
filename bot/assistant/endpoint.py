"""Custom actions without an action server: Rasa asks this object instead of a web address."""

from typing import Any

from rasa.core.actions.action import ActionExecutionRejection as Rejected
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.assistant.turn import current_turn


def _trusted(action: RemoteAction, result: dict[str, Any]) -> bool:
    return True


# Rasa checks each answer against a schema that it compiles anew each time, which is two thirds of a turn. Our answers
# come from rasa_sdk in this process, never from a network.
RemoteAction._validate_action_result = _trusted


class InProcessActions(EndpointConfig):
    """Runs the actions of one package. What an action raises fails the turn: Rasa itself would log it and go on."""

    def __init__(self, package: str) -> None:
        super().__init__(url="in-process", selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    @property
    def names(self) -> "frozenset[str]":
        return frozenset(self._executor.actions)

    async def request(self, *args: Any, json: dict[str, Any], **kwargs: Any) -> Any:
        """`json` is the action call as an action server would get it; returns its answer."""
        try:
            return await self._executor.run(json)
        except ActionExecutionRejection as rejection:
            raise Rejected(rejection.action_name) from rejection
        except Exception as error:
            current_turn().failure = error
            raise
