#!/usr/bin/env bash
# reprice.sh [CALLS]: prices a month of a million calls (unless told otherwise) anew, on the store at rest; writes bench/results/reprice.md.
set -euo pipefail
cd "$(dirname "$0")/.."
calls=${1:-1000000}
out=bench/results/reprice.md
[ -n "${NO_BUILD:-}" ] || dotnet build bench/Tollgate.Load -c Release -nologo -v quiet -clp:"ErrorsOnly;NoSummary"
TOLLGATE_MASTER_KEY=$(head -c 32 /dev/urandom | base64)
export TOLLGATE_MASTER_KEY
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
dotnet run --project bench/Tollgate.Load -c Release --no-build -- history "$folder" "$calls"
tollgate=src/Tollgate.Host/bin/Release/net10.0/tollgate.dll
# A step: its name, then the words of the command. Prints a row of the table, with what the command said at its end.
step() {
    local name=$1
    shift
    /usr/bin/time -f '%e %M' -o "$folder/time" dotnet "$tollgate" "$@" --data "$folder" >"$folder/said" 2>"$folder/progress"
    read -r seconds kib <"$folder/time"
    echo "| $name | $seconds | $((kib / 1024)) | $(tail -1 "$folder/said") |"
}
reprice=(prices reprice --workspace month --from 2026-10-01 --to 2026-11-02)
budgets() { sqlite3 -readonly "$folder/tollgate.db" "SELECT scope, mode, posted, suspense, held FROM accounts ORDER BY ordinal" | sha256sum; }
before=$(budgets)
rows=$(
    step 'doctor before' doctor
    step 'dry run' "${reprice[@]}" --dry-run
    step 'reprice' "${reprice[@]}"
    step 'reprice again' "${reprice[@]}"
    step 'doctor after' doctor
)
after=$(budgets)
[ "$before" = "$after" ] && same='are the same before and after, to the last byte' || same='DIFFER'
{
    cat <<TEXT
# A month of $calls calls priced anew

What it is for: how long re-pricing takes and what memory, and that the books balance before and after while no budget moves.

By \`bench/reprice.sh $calls\`, $(date -u +%Y-%m-%d), commit $(git rev-parse --short HEAD), $(nproc) cores, shared with others. The calls were held and settled through the
real books (five models of four providers, cached and thought tokens) at another price version than the catalog's, so that each of them is
calculated, and nearly each gets an entry. The store is at rest; each row is a process of its own, its start and the audit included where that is asked.

| step | seconds | most memory, MiB | its last word |
|---|---|---|---|
$rows

Every account of the books (posted, in suspense, held): they $same.
TEXT
} >"$out"
echo "written to $out"
