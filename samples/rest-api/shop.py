"""A small REST API, as one might have: GET /v1/items/{id} with a key. Listens on PORT, or 3002."""
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ITEMS = {"1001": {"id": 1001, "title": "Desk lamp", "stock": {"count": 12}, "margin": 0.4}}


class Shop(BaseHTTPRequestHandler):
    def do_GET(self):
        item = ITEMS.get(self.path.rsplit("/", 1)[-1])
        if self.headers.get("X-Shop-Key") != "open-sesame":
            self.answer(401, {"error": "who are you?"})
        elif item is None:
            self.answer(404, {"error": "no such item"})
        else:
            self.answer(200, {"item": item})

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "3002"))), Shop).serve_forever()
