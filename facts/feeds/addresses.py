"""Addresses as feeds and their tables write them: by hand, and not always right."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

_NOWHERE = urlsplit("")


def address_parts(address: str) -> SplitResult:
    """The parts of an address; all of them empty where it is none."""
    try:
        return urlsplit(address)
    except ValueError:  # brackets that hold no IPv6 address, or characters that turn into a slash
        return _NOWHERE


def host_of(address: str) -> str:
    """The host of an address without its port; "" where it has none."""
    return address_parts(address).hostname or ""
