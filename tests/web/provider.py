"""A tiny identity provider on loopback: enough of OpenID Connect to sign in, with what it checked."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey


class Provider:
    """Grants one code for the claims that the test sets."""

    def __init__(self):
        self.key = RSAKey.generate_key(2048, {"kid": "k"})
        self.claims = {"email": "nadia@bailleur.ca", "email_verified": True}
        self.asked = {}
        self.issuer = ""

    def authorize(self, address):
        """What the person's browser does there: the code and state that it brings back."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        return {"code": "granted", "state": self.asked["state"]}

    def token(self, form):
        verifier = form["code_verifier"][0]
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        assert self.asked["code_challenge_method"] == "S256"
        if form["code"] != ["granted"] or challenge != self.asked["code_challenge"]:
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": "1", "aud": "selfassess", "iat": now, "exp": now + 60}
        claims |= {"nonce": self.asked["nonce"]} | self.claims
        signed = jwt.encode({"alg": "RS256", "kid": "k"}, claims, self.key)
        return {"access_token": "a", "token_type": "Bearer", "id_token": signed, "expires_in": 60}


@contextmanager
def provider():
    """The provider, answering until the end."""
    made = Provider()

    class Handler(BaseHTTPRequestHandler):
        def answer(self, content):
            body = json.dumps(content).encode()
            self.send_response(400 if "error" in content else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            if self.path.endswith("/.well-known/openid-configuration"):
                paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
                more = {"id_token_signing_alg_values_supported": ["RS256"]}
                self.answer({"issuer": made.issuer} | {k: f"{made.issuer}/{v}" for k, v in paths.items()} | more)
            else:
                self.answer({"keys": [made.key.as_dict(private=False)]})

        def do_POST(self):
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.answer(made.token(form))

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    made.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()
