# SPDX-License-Identifier: Apache-2.0
"""A program that uses the API: a token and plain requests."""
import http.client
import json
import socket
import urllib.parse

from web import Answer

API = "/api/v1"
SCOPES = "registers.read,registers.write,figures,reports.read,reports.write,personal,inspect,accounts,tokens"


def token_of(site, account, scopes=SCOPES, **more):
    words = [word for name, value in more.items() for word in (f"--{name}", str(value))]
    return site.run("token", "add", account, "--name", "thử nghiệm", "--scope", scopes, *words).stdout.strip()


class Program:
    def __init__(self, site, token=None, address="10.9.0.1", language=None):
        self.site, self.token, self.address, self.language = site, token, address, language

    def ask(self, method, target, body=None, media="application/json", **headers):
        """A target below /api/v1; a body of bytes goes as it is, any other as JSON. Heads: if_match="…"."""
        own = {"X-Forwarded-For": self.address}
        if self.token:
            own["Authorization"] = f"Bearer {self.token}"
        if self.language:
            own["Accept-Language"] = self.language
        if body is not None:
            own["Content-Type"] = media
            body = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        own.update({name.replace("_", "-"): value for name, value in headers.items() if value is not None})
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)
        connection.request(method, API + target, body, own)
        response = connection.getresponse()
        answer = Answer(response, response.read())
        connection.close()
        answer.json = json.loads(answer.text) if "json" in (response.headers.get("Content-Type") or "") and answer.text else None
        return answer

    def get(self, target, **headers):
        return self.ask("GET", target, **headers)

    def pages(self, target):
        """Each page of a list, as the answers' links lead to them."""
        while target:
            answer = self.get(target)
            yield answer
            links = [link.split(";") for link in (answer.headers.get("Link") or "").split(", ")]
            following = [link[0].strip("<>") for link in links if len(link) > 1 and "next" in link[1]]
            target = following[0].removeprefix(API) if following else None

    def head_only(self, method, target, **headers):
        """Sends heads that promise a body and none; the status line and heads of the answer, and its body."""
        lines = [f"{method} {API}{target} HTTP/1.1", "Host: x", f"X-Forwarded-For: {self.address}", "Connection: close"]
        lines += [f"Authorization: Bearer {self.token}"] * bool(self.token)
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        with socket.create_connection(("127.0.0.1", self.site.port), 60) as wire:
            wire.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            reader = http.client.HTTPResponse(wire)
            reader.begin()
            answer = Answer(reader, reader.read())
        answer.json = json.loads(answer.text) if "json" in (answer.headers.get("Content-Type") or "") else None
        return answer


def query(**words):
    return "?" + urllib.parse.urlencode([(n.replace("__", "."), v) for n, v in words.items()])
