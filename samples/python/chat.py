"""One call with nothing but the standard library. Environment: OPENAI_BASE_URL, OPENAI_API_KEY."""
import json
import os
import urllib.error
import urllib.request


def call(model):
    request = urllib.request.Request(
        os.environ["OPENAI_BASE_URL"] + "/chat/completions",
        json.dumps({"model": model, "messages": [{"role": "user", "content": "Hello, gate"}]}).encode(),
        {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"], "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


reply = call("practice/echo")
print(reply["choices"][0]["message"]["content"])
print("cost in USD:", format(reply["tollgate"]["cost_usd"], "f"))

try:
    call("no-such-model")
except urllib.error.HTTPError as error:
    print("refused:", error.code, json.load(error)["error"]["code"])
