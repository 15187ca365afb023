"""Which cached answers about assets a saved or deleted row makes untrue."""

from __future__ import annotations
