"""Which cached parts of the business tree a saved or deleted row makes untrue."""

from __future__ import annotations
