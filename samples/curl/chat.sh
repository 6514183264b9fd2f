#!/usr/bin/env bash
# One call, then the same as a stream. Environment: OPENAI_BASE_URL, OPENAI_API_KEY.
set -eu

call() {
    curl -sS "$OPENAI_BASE_URL/chat/completions" \
        -H "Authorization: Bearer $OPENAI_API_KEY" \
        -H "Content-Type: application/json" \
        -d "$1"
}

reply=$(call '{"model":"practice/echo","messages":[{"role":"user","content":"Hello, gate"}]}')
echo "$reply" | grep -o '"content":"[^"]*"'
echo "$reply" | grep -o '"cost_usd":[0-9.]*'

# The last lines of a stream; the comment line with the block tells what it cost.
call '{"model":"practice/echo","stream":true,"messages":[{"role":"user","content":"Hello, gate"}]}' | grep -o '"cost_usd":[0-9.]*\|\[DONE\]'
