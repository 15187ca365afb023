"""Which cached answers about tasks a saved or deleted row makes untrue."""

from __future__ import annotations
