"""A server of the OpenAI-compatible interface for tests: answers by what a prompt holds, and logs it."""
import http.server
import json
import os
import sys
import threading
import time

folder = sys.argv[1]
lock = threading.Lock()
state = {"busy": 2}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        prompt = body["messages"][0]["content"]
        with lock:
            with open(folder + "/requests.jsonl", "a") as log:
                entry = {"path": self.path, "key": self.headers.get("Authorization"), "at": time.time(), "model": body["model"], "prompt": prompt}
                log.write(json.dumps(entry) + "\n")
        if body["model"] == "forbidden":
            return self.reply(401, {"error": "who are you?"})
        with lock:
            if "busy" in prompt and state["busy"] > 0:
                state["busy"] -= 1
                return self.reply(503, {"error": "busy"})
        if "slur" in prompt:
            text = '<think>{"command": "no"}</think>\n```json\n{"command": "flag S10 2 at /output", "score": 0.93, "reason": "a slur"}\n```'
        elif "both" in prompt:
            text = '[{"command": "verdict discarded"}, {"command": "rate helpful 1", "score": 1}]'
        elif "babble" in prompt:
            text = "I can't say."
        else:
            text = '{"command": "none"}'
        self.reply(200, {"choices": [{"message": {"role": "assistant", "content": text}}]})

    def reply(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(folder + "/port.new", "w") as file:
    file.write(str(server.server_port))
os.rename(folder + "/port.new", folder + "/port")
server.serve_forever()
