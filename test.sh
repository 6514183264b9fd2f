#!/usr/bin/env bash
# test.sh: from a clean clone, installs what the tests need, builds once, runs every test project, and ends with one line "N passed, N failed".
# Exit code 0 only when nothing failed. TRX files and the runner's output go to TestResults/.
set -u
cd "$(dirname "$0")" || exit 1

passed=0
failed=0
results="$PWD/TestResults"

finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit
}

# What cannot be tested at all counts as one failed test.
give_up() {
    echo "$1" >&2
    failed=$((failed + 1))
    finish
}

# Debian packages only where the program is missing.
need() {
    command -v "$1" >/dev/null && return 0
    echo "== installing $2"
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq $2 >/dev/null
    fi
    command -v "$1" >/dev/null || give_up "The tests need '$1': install it (Debian: $2) and run again."
}

# One attribute of a TRX file's <Counters .../>.
counter() {
    sed -n "s/.*<Counters[^>]* $2=\"\([0-9]*\)\".*/\1/p" "$1" | head -1
}

run_project() {
    local name trx log code p t bad
    name=$(basename "$1" .csproj)
    trx="$results/$name.trx"
    log="$results/$name.log"
    local began=$SECONDS
    echo "== $name"
    dotnet test "$1" --no-build -c Release --nologo --logger "trx;LogFileName=$name.trx" --results-directory "$results" >"$log" 2>&1
    code=$?
    p=$(counter "$trx" passed 2>/dev/null)
    t=$(counter "$trx" total 2>/dev/null)
    if [ -z "$p" ] || [ -z "$t" ]; then
        # It crashed, or found no test at all.
        bad=1
        p=0
    else
        bad=$((t - p))
        [ "$code" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
        [ "$t" -eq 0 ] && bad=1
    fi
    [ "$bad" -gt 0 ] && cat "$log"
    echo "   $p passed, $bad failed, $((SECONDS - began)) s"
    passed=$((passed + p))
    failed=$((failed + bad))
}

need curl curl
need node "nodejs npm"
need npm npm
need python3 python3
command -v dotnet >/dev/null || give_up "The tests need the .NET SDK of global.json: https://dotnet.microsoft.com/download"
dotnet --version >/dev/null || give_up "No .NET SDK here satisfies global.json."

rm -rf "$results"
mkdir -p "$results"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

echo "== npm packages of the client tests"
npm ci --prefix tests/Tollgate.EndToEndTests/clients --no-audit --no-fund --loglevel=error || give_up "npm ci failed."

echo "== build"
dotnet build Tollgate.slnx -c Release -nologo -v quiet -clp:"ErrorsOnly;NoSummary" || give_up "The build failed."

for project in tests/*Tests/*.csproj; do
    run_project "$project"
done
finish
