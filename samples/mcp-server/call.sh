#!/usr/bin/env bash
# Calls the published tools over REST. TOLLGATE_URL is the gateway (http://127.0.0.1:8787), TOLLGATE_API_KEY a key of it.
set -euo pipefail

call() {
  curl -sS "$TOLLGATE_URL/api/v0/$1" -H "Authorization: Bearer $TOLLGATE_API_KEY" -H 'Content-Type: application/json' -d "$2"
  echo
}

echo "What they cost:"
curl -sS "$TOLLGATE_URL/tools/data/api/v0" -H "Authorization: Bearer $TOLLGATE_API_KEY" | grep -oE '"(everything_[a-z_]+|add_numbers)":\{"cost":[0-9]+\}' | sort

echo "One token:"
call everything_echo '{"message":"hello"}'

echo "Three tokens:"
call add_numbers '{"a":2,"b":3}'

echo "Nothing, since an argument is missing:"
call add_numbers '{"a":2}' | grep -oE '"(code|param)":"[^"]*"'

echo "Left of 100:"
call get_token_balance '{}' | grep -oE '"balance":[0-9]+'
