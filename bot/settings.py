"""Every setting, typed, read once at start from the environment or `.env`; a wrong one is refused by name."""

import re
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseSettings, Field, SecretStr, validator

from bot.access import ROLES

ROOT = Path(__file__).resolve().parent.parent

IDENTITY_KEY_MIN = 32  # characters

# So many in a time, and so many at once: "1/s burst 10".
LIMIT = r"^([1-9]\d{0,6})/(s|min|h) burst ([1-9]\d{0,5})\Z"
TELEGRAM_TOKEN = re.compile(r"\d{5,20}:[A-Za-z0-9_-]{30,64}|")
TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}|")


class Settings(BaseSettings):
    """Each field is the variable `DESK_<NAME>`; paths are relative to the project's folder."""

    database_url: str = Field(
        default="", description="SQLite file or postgresql:// address; when empty, desk.db in DESK_STATE"
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: int = Field(default=8600, ge=1, le=65535, description="Port to listen on")
    public_url: str = Field(
        default="", description="Address under which customers reach the desk; empty: as they asked"
    )
    widget_origins: list[str] = Field(
        default=["*"], description='Sites that may embed the widget, as JSON: ["https://shop.example"]; "*" is any'
    )
    proxies: int = Field(
        default=0, ge=0, le=5, description="Trusted reverse proxies in front (for the caller's address)"
    )
    secure_cookies: bool = Field(default=False, description="Mark the console's cookie Secure; set it behind TLS")
    second_factor: list[str] = Field(
        default=[], description='Roles that must sign in with a second factor, as JSON: ["admin"]; others may'
    )
    standard: Path = Field(default=Path("standard.yml"), description="The service standard")
    operator: Path = Field(
        default=Path("data/operator.yml"), description="The operator's names, districts and resources"
    )
    state: Path = Field(default=Path("var"), description="Folder for the database, the model and the secret")
    assistants: int = Field(
        default=1, ge=0, le=16, description="Assistant processes; each holds a model in about 0.4 GB"
    )
    backup_days: int = Field(
        default=35, ge=1, le=3650, description="`desk backup` removes older files of its folder: erased means erased"
    )
    turn_seconds: float = Field(default=20.0, gt=0, le=300, description="Longest time for one turn of the assistant")
    attachment_mb: int = Field(
        default=10, ge=1, le=50, description="Largest file that a customer or an agent may send, in MB"
    )
    identity_keys: dict[str, SecretStr] = Field(
        default={}, description="Keys shared with sites that vouch for their users, as JSON: key id to secret"
    )
    identity_audience: str = Field(
        default="courtesy-desk", min_length=1, max_length=128, description="For whom a site's tokens must be made: this"
    )
    telegram_name: str = Field(
        default="", regex="^(|[A-Za-z0-9_]{5,32})\\Z", description="The bot's name on Telegram, for links to it"
    )
    limits: bool = Field(default=True, description="Refuse who asks too often; false only where something else does")
    limit_messages: str = Field(default="1/s burst 10", regex=LIMIT, description="Messages of one customer")
    limit_requests: str = Field(default="5/s burst 60", regex=LIMIT, description="All requests of one visitor's pages")
    limit_uploads: str = Field(default="6/min burst 10", regex=LIMIT, description="Files of one customer")
    limit_conversations: str = Field(
        default="600/h burst 60", regex=LIMIT, description="New conversations from one address; an office has one"
    )
    limit_address: str = Field(default="50/s burst 300", regex=LIMIT, description="All requests from one address")
    limit_sign_ins: str = Field(default="30/min burst 20", regex=LIMIT, description="Sign-ins from one address")
    limit_agents: str = Field(default="10/s burst 60", regex=LIMIT, description="Requests of one agent's session")
    limit_desk: str = Field(default="500/s burst 1000", regex=LIMIT, description="Requests of all, to each process")
    limit_streams: int = Field(default=8, ge=1, description="Open event streams of one visitor")
    limit_streams_address: int = Field(default=400, ge=1, description="Open event streams of one address")
    demo: bool = Field(default=True, description="Make the demo agents and resources when the database is empty")
    log_level: str = Field(
        default="INFO", regex="^(DEBUG|INFO|WARNING|ERROR)$", description="Least level that is logged"
    )
    log_format: str = Field(default="text", regex="^(text|json)$", description="One line a record: text or json")
    metrics_token: SecretStr = Field(
        default=SecretStr(""), description="Bearer token for /metrics; empty: only for this machine, without a proxy"
    )
    metrics_port: int = Field(
        default=0, ge=0, le=65535, description="Port for the figures of `desk assist` and `desk watch`; 0: none"
    )
    credentials: Path = Field(
        default=Path("credentials.yml"), description="Rasa's connectors on the desk and their secrets; absent: none"
    )
    telegram_token: SecretStr = Field(default=SecretStr(""), description="The bot's token, from BotFather")
    telegram_secret: SecretStr = Field(
        default=SecretStr(""), description="What Telegram shows with each update: 16 to 256 of A-Z a-z 0-9 _ -"
    )
    telegram_mode: str = Field(
        default="off", regex="^(off|webhook|polling)$", description="How Telegram's updates come: off, webhook, polling"
    )
    telegram_api: str = Field(
        default="https://api.telegram.org", regex=r"^https?://\S+$", description="Address of Telegram's Bot API"
    )

    @validator("credentials")
    def _credentials_are_there(cls, value: Path) -> Path:
        if value != Path("credentials.yml") and not (ROOT / value).is_file():
            raise ValueError("there is no such file")
        return value

    @validator("second_factor", each_item=True)
    def _role_that_there_is(cls, value: str) -> str:
        if value not in ROLES:
            raise ValueError(f"{value!r} is no role; there are {', '.join(ROLES)}")
        return value

    @validator("identity_keys")
    def _keys_worth_the_name(cls, value: dict[str, SecretStr]) -> dict[str, SecretStr]:
        if any(len(key.get_secret_value()) < IDENTITY_KEY_MIN for key in value.values()):
            raise ValueError(f"each secret has at least {IDENTITY_KEY_MIN} characters: `desk identity key`")
        return value

    @validator("telegram_token")
    def _token_of_botfather(cls, value: SecretStr) -> SecretStr:
        if not TELEGRAM_TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("not a token as BotFather gives them")
        return value

    @validator("telegram_secret")
    def _secret_that_telegram_takes(cls, value: SecretStr) -> SecretStr:
        if not TELEGRAM_SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("16 to 256 characters of A-Z a-z 0-9 _ -")
        return value

    @validator("telegram_mode")
    def _mode_has_what_it_needs(cls, value: str, values: dict[str, Any]) -> str:
        needed = {"webhook": ("telegram_token", "telegram_secret"), "polling": ("telegram_token",)}.get(value, ())
        # One that is missing here was refused by its own name.
        missing = [name for name in needed if name in values and not values[name].get_secret_value()]
        if missing:
            raise ValueError(f"{value} needs " + " and ".join(f"DESK_{name.upper()}" for name in missing))
        return value

    class Config:
        env_prefix = "DESK_"
        env_file = ROOT / ".env"

    def path(self, value: Path) -> Path:
        return value if value.is_absolute() else ROOT / value

    @property
    def has_connectors(self) -> bool:
        return self.path(self.credentials).is_file()

    @property
    def models(self) -> Path:
        return self.path(self.state) / "models"

    @property
    def database(self) -> str:
        """The address with a relative SQLite path resolved against the project's folder."""
        prefix = "sqlite:///"
        if not self.database_url:
            return prefix + str(self.path(self.state) / "desk.db")
        if not self.database_url.startswith(prefix):
            return self.database_url
        return prefix + str(self.path(Path(self.database_url[len(prefix) :])))

    def secret(self) -> bytes:
        """The key for signatures: made at the first start, kept beside the database."""
        file = self.path(self.state) / "secret"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(secrets.token_hex(32))
        return bytes.fromhex(file.read_text().strip())


@lru_cache(maxsize=1)
def settings() -> Settings:
    return Settings()
