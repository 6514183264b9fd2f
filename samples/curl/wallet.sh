#!/usr/bin/env bash
# The prepaid wallet: balance, buy 25 USD of tokens, top up by itself from then on, invoices.
# Environment: TOLLGATE_URL, TOLLGATE_API_KEY (a key with the scope wallet_buy), and a card saved for its workspace.
set -eu

auth="Authorization: Bearer $TOLLGATE_API_KEY"
json="Content-Type: application/json"

curl -sS "$TOLLGATE_URL/api/v0/get_token_balance" -H "$auth" | grep -o '"balance":[0-9]*'

curl -sS -X POST "$TOLLGATE_URL/api/v0/buy_tokens" -H "$auth" -H "$json" \
    -d '{"amount_usd": 25}' | grep -o '"status":"[a-z_]*"\|"balance":[0-9]*'

curl -sS -X POST "$TOLLGATE_URL/api/v0/set_auto_reload" -H "$auth" -H "$json" \
    -d '{"enabled": true, "threshold_tokens": 200, "topup_usd": 50}' | grep -o '"status":"[a-z_]*"'

curl -sS "$TOLLGATE_URL/api/v0/list_invoices" -H "$auth" | grep -o '"amount_usd":[0-9.]*\|"status":"[a-z_]*"'
