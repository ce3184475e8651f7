"""A site's word for who its visitor is: signed with a key that it shares with us, short-lived, for one use.

A compact JWS with HMAC-SHA256. Nothing that a page claims without it is believed (reliability.md, case 7)."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import jwt
from pydantic import BaseModel, Field, StrictInt, StrictStr, ValidationError, validator
from sqlalchemy import delete
from sqlalchemy.engine import Connection

from bot.errors import NotSignedIn
from bot.store.inserts import insert_unless_taken
from bot.store.tables import used_nonces

ALGORITHM = "HS256"
LONGEST = timedelta(minutes=10)
SKEW = timedelta(seconds=30)  # by which the site's clock may be ahead of ours
REQUIRED = ["aud", "exp", "iat", "jti", "sub"]


class Claims(BaseModel):
    """`sub` is the site's own and lasting name for its user; `jti` is for one use; times in seconds since 1970.

    What else a token says is not read."""

    sub: StrictStr = Field(..., min_length=1, max_length=128)
    jti: StrictStr = Field(..., min_length=8, max_length=128)
    iat: StrictInt
    exp: StrictInt
    nbf: StrictInt | None = None
    name: StrictStr | None = Field(None, max_length=80)
    phone: StrictStr | None = Field(None, max_length=32)

    class Config:
        allow_mutation = False

    @validator("sub", "jti", "name", "phone")
    def _storable(cls, value: str | None) -> str | None:
        if value is not None and not value.isprintable():
            raise ValueError("only printable characters")
        return value


def check(token: str, keys: Mapping[str, str], audience: str, now: datetime) -> Claims:
    """`keys`: secrets by the id that a token's header names. Raises: NotSignedIn "identity_refused" with the reason."""
    try:
        claims = Claims.parse_obj(_verified(token, keys, audience))
    except ValidationError as error:
        raise _refused(f"{error.errors()[0]['loc'][0]}: {error.errors()[0]['msg']}") from error
    except (jwt.PyJWTError, RecursionError, ValueError) as error:
        raise _refused(str(error)) from error
    _must_be_fresh(claims, now)
    return claims


def _verified(token: str, keys: Mapping[str, str], audience: str) -> Any:
    """The signature is compared in constant time, and by no algorithm but ours. The times are ours to check: `now` is
    told. Raises: PyJWTError; RecursionError and ValueError for odd JSON."""
    key = keys.get(str(jwt.get_unverified_header(token).get("kid")))
    if key is None:
        raise jwt.InvalidKeyError("unknown kid")
    own_clock = dict.fromkeys(("verify_exp", "verify_iat", "verify_nbf"), False)
    options: Any = {"require": REQUIRED, "strict_aud": True, **own_clock}
    return jwt.decode(token, key, algorithms=[ALGORITHM], audience=audience, options=options)


def _must_be_fresh(claims: Claims, now: datetime) -> None:
    """Raises: NotSignedIn."""
    at, ahead = now.timestamp(), SKEW.total_seconds()
    if claims.exp <= at:
        raise _refused("expired")
    if max(claims.iat, claims.nbf or claims.iat) > at + ahead:
        raise _refused("not valid yet")
    if not 0 < claims.exp - claims.iat <= LONGEST.total_seconds():
        raise _refused(f"good for more than {LONGEST.total_seconds():.0f} s")


def use(db: Connection, claims: Claims, now: datetime) -> None:
    """Raises: NotSignedIn when the token was used before."""
    db.execute(delete(used_nonces).where(used_nonces.c.expires_at <= now))
    nonce = hashlib.sha256(claims.jti.encode()).hexdigest()
    expires_at = datetime.fromtimestamp(claims.exp, timezone.utc)
    if insert_unless_taken(db, used_nonces, nonce_hash=nonce, expires_at=expires_at) is None:
        raise _refused("used before")


def sign(sub: str, kid: str, key: str, audience: str, now: datetime, *, minutes: int = 5, **facts: str | None) -> str:
    """A token as a site makes it, to try it out. `facts`: name, phone."""
    issued = int(now.timestamp())
    claims = {"sub": sub, "aud": audience, "iat": issued, "exp": issued + 60 * minutes, "jti": secrets.token_hex(16)}
    told = {name: value for name, value in facts.items() if value}
    return jwt.encode({**claims, **told}, key, ALGORITHM, headers={"kid": kid})


def _refused(why: str) -> NotSignedIn:
    return NotSignedIn("identity_refused", why)
