"""Telephone numbers: Chinese mobiles and landlines as they are written at home, others with their country code."""

from collections.abc import Iterable

from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entities import Found, taken
from bot.nlu.extractor import Extractor
from bot.nlu.folding import fold

HOME = "CN"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PhoneExtractor(Extractor):
    """phone, as E.164: +8613800138000."""

    def find(self, message: Message) -> Iterable[Found]:
        folded = fold(message.get(TEXT))
        text = folded.blank(taken(message))
        if sum(char.isdigit() for char in text) < 7:
            return
        for match in PhoneNumberMatcher(text, HOME, leniency=Leniency.VALID, max_tries=50):
            start, end = folded.span(match.start, match.end)
            yield Found("phone", start, end, format_number(match.number, PhoneNumberFormat.E164))
