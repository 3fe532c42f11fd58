"""What a row of another server is called, and whether that is a number to go by."""

from __future__ import annotations

import pytest

from app.exchange.remote_rows import RemoteRow


@pytest.mark.parametrize(
    ("remote_id", "number"),
    [("451", 451), ("uuid:1", None), ("9" * 18, 10**18 - 1), ("9" * 25, None)],
)
def test_an_instance_id_of_many_digits_is_no_number(remote_id: str, number: int | None) -> None:
    assert RemoteRow(remote_id, remote_id, "0").number == number
