"""The live board of a supervisor (SYS-22): the queue, the agents, deadlines, the mood and the day, as they are now."""

from bot.board.look import Board, Look, Pressing
from bot.board.mood import Mood, Moody
from bot.board.people import OnBoard, Served, Waiting
from bot.board.today import Today

__all__ = ["Board", "Look", "Mood", "Moody", "OnBoard", "Pressing", "Served", "Today", "Waiting"]
