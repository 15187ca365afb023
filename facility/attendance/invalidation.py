"""Which cached attendance reports a saved or deleted row makes untrue."""

from __future__ import annotations
