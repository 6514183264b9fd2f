#!/usr/bin/env bash
# Runs the micro benchmarks with a short job and writes bench/results/micro.md. Arguments go to BenchmarkDotNet, e.g. --filter '*Quote*'.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
[ $# -gt 0 ] || set -- --filter '*'
dotnet run --project bench/Tollgate.Bench -c Release -- --artifacts "$out" "$@"
mkdir -p bench/results
{
    echo "# Micro benchmarks"
    echo
    echo "By \`bench/run.sh\`, $(date -u +%Y-%m-%d), commit $(git rev-parse --short HEAD). Short jobs in one process on shared cores:"
    echo "read them for the order of magnitude and for what is allocated."
    echo
    cat "$out"/results/*-github.md
} > bench/results/micro.md
echo "wrote bench/results/micro.md"
