#!/usr/bin/env bash
# idempotency-kills.sh [N]: kills a gateway N times (50 unless told) under requests with idempotency keys and writes what their retries got
# into bench/results/. Needs a Release build.
set -eu
cd "$(dirname "$0")/.."
cycles=${1:-50}
out=bench/results/idempotency.md
counts=$(mktemp)
trap 'rm -f "$counts"' EXIT
mkdir -p bench/results
dotnet build tests/Tollgate.EndToEndTests -c Release -nologo -v quiet -clp:"ErrorsOnly;NoSummary"
began=$(date +%s)
if TOLLGATE_KILL_CYCLES=$cycles TOLLGATE_KILL_REPORT=$counts dotnet test tests/Tollgate.EndToEndTests -c Release --no-build --nologo \
    --filter "FullyQualifiedName~Idempotency"; then
    verdict="No key reached the provider twice, none was charged twice, nothing that was served went uncharged, and doctor found nothing after any restart. Ten thousand requests at once under one key reached the provider once."
    code=0
else
    verdict="FAILED: see the test's output."
    code=1
fi
{
    echo "# Idempotency keys under kill -9"
    echo
    echo "| what | value |"
    echo "|---|---|"
    echo "| kills | $cycles |"
    echo "| callers at once | 16, half of the requests streams |"
    cat "$counts"
    echo "| seconds in all | $(($(date +%s) - began)) |"
    echo "| commit | $(git rev-parse --short HEAD) |"
    echo "| date | $(date -u +%Y-%m-%d) |"
    echo "| machine | $(nproc) cores, $(uname -sm) |"
    echo
    echo "$verdict"
} >"$out"
echo "written to $out"
exit $code
