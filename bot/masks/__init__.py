"""What is personal, and how it is shown to those whose work does not need it (S0-7.1-d, S4-6.1-a, S4-6.1-b)."""

from bot.masks.classes import CLASSES, class_of
from bot.masks.hiding import hidden
from bot.masks.machines import with_machines, without_machines
from bot.masks.names import names_known

__all__ = ["CLASSES", "class_of", "hidden", "names_known", "with_machines", "without_machines"]
