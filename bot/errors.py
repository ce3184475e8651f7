"""The few kinds of refusal. Each boundary maps them in one place; `code` is what a client may test."""


class Refused(Exception):
    """A request that was understood and not carried out. Nothing was stored."""

    status = 400

    def __init__(self, code: str, detail: str = "", **facts: object) -> None:
        super().__init__(detail or code)
        self.code = code
        self.detail = detail
        self.facts = facts


class Invalid(Refused):
    """The request has the right form but a value that cannot be accepted."""

    status = 422


class Malformed(Refused):
    """The request could not be read at all."""

    status = 400


class NotSignedIn(Refused):
    status = 401


class Forbidden(Refused):
    status = 403


class NotFound(Refused):
    """There is no such thing, or none that the asker may know of: the two look the same."""

    status = 404


class Conflict(Refused):
    """Somebody else was first; `facts` say who or what holds the place."""

    status = 409


class TooLarge(Refused):
    status = 413


class TooMany(Refused):
    """Too often; `facts["retry_after"]` is in seconds."""

    status = 429


class Unavailable(Refused):
    """Nothing can be stored at present; the client may try again."""

    status = 503
