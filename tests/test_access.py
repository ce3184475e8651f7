"""One table says what each role may do."""

import pytest

from bot.access import RIGHTS, ROLES, may, require, rights_of
from bot.errors import Forbidden


def test_every_right_names_known_roles_and_every_role_has_a_right() -> None:
    assert all(roles <= set(ROLES) for roles in RIGHTS.values())
    assert all(rights_of(role) for role in ROLES)


@pytest.mark.parametrize(
    ("right", "roles"),
    [
        ("serve", {"agent", "senior", "investigator", "supervisor"}),
        ("investigate", {"investigator", "supervisor"}),
        ("approve", {"supervisor"}),
        ("supervise", {"supervisor"}),
        ("administer", {"admin"}),
        ("reveal", {"agent", "senior", "investigator", "supervisor", "quality"}),
    ],
)
def test_whom_a_right_lets_in(right: str, roles: set[str]) -> None:
    assert {role for role in ROLES if may(role, right)} == roles


def test_without_the_right_it_is_refused_by_its_name() -> None:
    with pytest.raises(Forbidden) as refused:
        require("designer", "serve")
    assert (refused.value.code, refused.value.facts) == ("not_allowed", {"right": "serve"})


def test_a_right_that_does_not_exist_is_no_silent_refusal() -> None:
    with pytest.raises(KeyError):
        may("supervisor", "superwise")
