"""Every setting, typed, read once at start from the environment or `.env`; a wrong one is refused by name."""

import secrets
from functools import lru_cache
from pathlib import Path

from pydantic import BaseSettings, Field

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Each field is the variable `DESK_<NAME>`; paths are relative to the project's folder."""

    database_url: str = Field(default="sqlite:///var/desk.db", description="SQLite file or postgresql:// address")
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
    demo: bool = Field(default=True, description="Make the demo agents and resources when the database is empty")
    log_level: str = Field(
        default="INFO", regex="^(DEBUG|INFO|WARNING|ERROR)$", description="Least level that is logged"
    )

    class Config:
        env_prefix = "DESK_"
        env_file = ROOT / ".env"

    def path(self, value: Path) -> Path:
        return value if value.is_absolute() else ROOT / value

    @property
    def models(self) -> Path:
        return self.path(self.state) / "models"

    @property
    def database(self) -> str:
        """The address with a relative SQLite path resolved against the project's folder."""
        prefix = "sqlite:///"
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
