"""Tokens of mixed Chinese and English text: folded for matching, placed in the customer's own spelling."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.folding import fold
from bot.nlu.words import words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class MixedTokenizer(Tokenizer):
    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        folded = fold(message.get(attribute))
        places = [(place, folded.span(*place)) for place in words(folded.text)]
        return [Token(folded.text[a:b], start, end) for (a, b), (start, end) in places]
