"""Where a sign-in came from: whole for those who read the audit, masked for others."""

import pytest

from bot.masks import hidden, with_machines, without_machines


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("192.0.2.17", "192.0.*.*"),
        ("address:192.0.2.17", "address:192.0.*.*"),
        ("2001:db8::17", "2001:0db8:*"),
        ("address:2001:db8::17", "address:2001:0db8:*"),
        ("湖滨路1号", "湖滨路1号"),
        ("192.0.2", "192.0.2"),
    ],
)
def test_the_address_of_a_machine_is_masked_and_nothing_else(shown: str, expected: str) -> None:
    assert without_machines([{"data": {"where": shown, "count": 10}}]) == [{"data": {"where": expected, "count": 10}}]


def test_who_reads_the_audit_sees_machines_and_no_place() -> None:
    entries = [{"data": {"address": "192.0.2.17"}}, {"data": {"address": "湖滨路1号2单元", "phone": "13800138000"}}]
    assert with_machines(hidden, entries) == [
        {"data": {"address": "192.0.2.17"}},
        {"data": {"address": "湖滨路****", "phone": "138****8000"}},
    ]
