#!/usr/bin/env bash
# Calls the tool over REST. TOLLGATE_URL is the gateway (http://127.0.0.1:8787), TOLLGATE_API_KEY a key of it.
set -euo pipefail

call() {
  curl -sS "$TOLLGATE_URL/api/v0/$1" -H "Authorization: Bearer $TOLLGATE_API_KEY" -H 'Content-Type: application/json' -d "$2"
  echo
}

echo "Four tokens:"
call get_item '{"id":"1001"}'

echo "Nothing, since there is none:"
call get_item '{"id":"2002"}'

echo "Nothing, since it is no number of an item:"
call get_item '{"id":"lamp"}' | grep -oE '"(code|param)":"[^"]*"'

echo "Left of 100:"
call get_token_balance '{}' | grep -oE '"balance":[0-9]+'
