"""What PostgreSQL keeps of a password."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

#: PostgreSQL's own default.
_ITERATIONS = 4096


def scram_verifier(password: str) -> str:
    """The verifier of a password (RFC 5803), by which a server can check but not tell it.

    The server is given this instead of the password, so that an account which runs it learns no
    more than the server's own files would tell it.
    """
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ITERATIONS)
    client = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt64, client64, server64 = (
        base64.b64encode(part).decode() for part in (salt, client, server)
    )
    return f"SCRAM-SHA-256${_ITERATIONS}:{salt64}${client64}:{server64}"
