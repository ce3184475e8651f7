"""What the compose file starts exists: commands, settings, files, addresses. (It is read here, not run.)"""

import re
from typing import Any

import pytest
import typer
import yaml

from bot.cli import app
from bot.settings import ROOT, Settings

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: one for name, one in SERVICES.items() if "build" in one}


def given(one: dict[str, Any]) -> dict[str, str]:
    """Its settings with what the operator gives put in."""
    filled = {
        name: re.sub(r"\$\{(\w+)(:[-?][^}]*)?\}", r"\1.example", value) for name, value in one["environment"].items()
    }
    return {name.removeprefix("DESK_").lower(): value for name, value in filled.items()}


def test_every_role_is_there() -> None:
    commands = sorted(one["command"][0] for one in OURS.values())
    assert commands == ["assist", "serve", "serve", "train", "watch"]
    assert set(SERVICES) - set(OURS) == {"postgres", "proxy"}


@pytest.mark.parametrize("name", OURS)
def test_a_service_runs_a_command_that_there_is(name: str) -> None:
    words = OURS[name]["command"]
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert words[0] in commands
    commands[words[0]].make_context(words[0], list(words[1:]))


@pytest.mark.parametrize("name", OURS)
def test_a_service_is_given_settings_that_there_are(name: str) -> None:
    assert all(key.startswith("DESK_") for key in OURS[name]["environment"])
    chosen = given(OURS[name])
    assert set(chosen) <= set(Settings.__fields__)
    settings = Settings(_env_file=None, **chosen)
    assert settings.proxies == 1 and settings.secure_cookies and settings.database_url.startswith("postgresql://")


def test_what_a_service_waits_for_and_keeps_is_there() -> None:
    for name, one in SERVICES.items():
        assert set(one.get("depends_on", {})) <= set(SERVICES), name
        for volume in one.get("volumes", []):
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or (ROOT / source).exists(), volume


def test_health_is_asked_for_where_it_is_told() -> None:
    from channels.operating import blueprint

    asked = " ".join(one["healthcheck"]["test"][-1] for name, one in OURS.items() if name != "train")
    paths = set(re.findall(r"127\.0\.0\.1:\d+(/\w+)", asked))
    assert paths == {"/ready"}
    assert paths <= {f"/{route.uri.strip('/')}" for route in blueprint._future_routes}


def test_the_proxy_sends_to_the_pages_and_keeps_the_figures_inside() -> None:
    proxy = (ROOT / "deploy" / "Caddyfile").read_text("utf-8")
    pages = {name for name, one in OURS.items() if one["command"][0] == "serve"}
    assert set(re.findall(r"([\w-]+):8600", proxy)) == pages
    assert "flush_interval -1" in proxy and "/metrics" in proxy


def test_the_image_takes_only_what_there_is_and_has_no_model() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    copied = [word for line in lines if line.startswith("COPY") for word in line.split()[1:-1]]
    allowed = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"}
    assert len(copied) > 5 and set(copied) == allowed
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert not any("train" in line for line in lines if not line.startswith("#"))
    assert "USER desk" in lines
    settings = set(re.findall(r"DESK_(\w+)=", "\n".join(lines)))
    assert settings == {"STATE", "HOST"} and {name.lower() for name in settings} <= set(Settings.__fields__)
