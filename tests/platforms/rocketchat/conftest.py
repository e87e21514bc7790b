"""What tests on Rocket.Chat share: a server of ours, people on it, and the vendor's own judges."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from serveurs.rocketchat.fixtures import rc_people, rocketchat
from serveurs.rocketchat.vendor import VendorJudge, vendor_judge

__all__ = ["judge", "rc_people", "rocketchat"]


@pytest.fixture(scope="session")
def judge() -> Iterator[VendorJudge]:
    """The vendor's validators, schemas and parser. For tests marked `rocketchat`."""
    with vendor_judge() as running:
        yield running
