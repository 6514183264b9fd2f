#!/usr/bin/env bash
# kill-cycles.sh [N]: kills a loaded gateway N times (50 unless told) and writes what came of it into bench/results/. Needs a Release build.
set -eu
cd "$(dirname "$0")/.."
cycles=${1:-50}
out=bench/results/kill-cycles.md
mkdir -p bench/results
dotnet build tests/Tollgate.EndToEndTests -c Release -nologo -v quiet -clp:"ErrorsOnly;NoSummary"
began=$(date +%s)
if TOLLGATE_KILL_CYCLES=$cycles dotnet test tests/Tollgate.EndToEndTests -c Release --no-build --nologo \
    --filter "FullyQualifiedName~Crashes.KillTests"; then
    verdict="After each restart doctor found nothing, nothing acknowledged was lost, nothing was charged twice, no hold was left."
    code=0
else
    verdict="FAILED: see the test's output."
    code=1
fi
{
    echo "# kill -9 under load"
    echo
    echo "| what | value |"
    echo "|---|---|"
    echo "| cycles | $cycles with holds from a slice (escrow), then $cycles with strict durability |"
    echo "| callers at once | 16, half of them streams |"
    echo "| answered calls between kills | 300 to 399 |"
    echo "| seconds in all | $(($(date +%s) - began)) |"
    echo "| commit | $(git rev-parse --short HEAD) |"
    echo "| date | $(date -u +%Y-%m-%d) |"
    echo "| machine | $(nproc) cores, $(uname -sm) |"
    echo
    echo "$verdict"
} >"$out"
echo "written to $out"
exit $code
