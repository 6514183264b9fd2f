#!/usr/bin/env bash
# agents.sh [AGENTS] [CALLS]: a thousand agents (unless told otherwise) of five calls each on one budget; writes bench/results/agents.md.
set -euo pipefail
cd "$(dirname "$0")/.."
agents=${1:-1000}
calls=${2:-5}
out=bench/results/agents.md
dotnet build bench/Tollgate.Load -c Release -nologo -v quiet -clp:"ErrorsOnly;NoSummary"
table=$(dotnet run --project bench/Tollgate.Load -c Release --no-build -- agents "$agents" "$calls")
{
    cat <<TEXT
# A crowd of agents on one budget

What it is for: how many calls that a budget could pay for are refused, because the worst cases of others are held at that moment.

By \`bench/agents.sh $agents $calls\`, $(date -u +%Y-%m-%d), commit $(git rev-parse --short HEAD), $(nproc) cores, gateway, agents and provider on the same machine.
$agents agents at once on one key, each with $calls calls one after the other. Every call asks for 400 tokens and needs 100, so that its hold is
four times what it costs; input is free; the provider answers after 50 ms. Each row is a gateway of its own, warmed up on another key.
After each the books are verified: the budget is not passed, what the provider reported is charged, no hold is left.

*budget / need*: the key's budget as a multiple of what all calls together really cost. *wait*: \`X-Tollgate-Wait-Ms\`, so nobody waited for
money longer than that. *clamp*: \`X-Tollgate-Clamp-To-Budget\`. *whole*: calls that got their 100 tokens; *cut short*: clamped below them.
*would have fitted*: refused although what was settled at that moment and the 100 tokens it needs together were within the budget. Times are
of answered calls, from the agent's side; on these cores the crowd itself takes most of them.

TEXT
    echo "$table"
    cat <<'TEXT'

How to read it: with a twentieth of the budget to spare, waiting serves every call that would otherwise be refused. On a budget that is exactly
the need, the whole worst case of the last calls cannot fit any more whatever ends (what is settled and 400 tokens are more than the budget):
these few are refused without clamping, and served with it. On a budget below the need, what is refused is what the budget does not cover in
the end; some of it would have fitted when its second of waiting was over, but those before it in line used that part.
TEXT
} >"$out"
echo "written to $out"
