#!/usr/bin/env bash
# Adds the made-up provider of docs/extending/add-a-provider.md to a copy of the repository, file by file as the page says, runs the page's
# commands there, and fails when they fail or when more than three files changed.
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"
copy="$(mktemp -d)"
trap 'rm -rf "$copy"' EXIT
git clone -q "$root" "$copy"
cd "$copy"

python3 - <<'PY'
import pathlib, re
page = pathlib.Path("docs/extending/add-a-provider.md").read_text()
for place, before, fence, text in re.findall(r"<!-- file: ([^ ,]+)(?:, before: (.*?))? -->\n(`{3,})\w+\n(.*?)^\3$", page, re.S | re.M):
    file = pathlib.Path(place)
    there = file.read_text() if file.exists() else ""
    at = next(i for i, line in enumerate(there.splitlines(True)) if before in line) if before else len(there.splitlines())
    lines = there.splitlines(True)
    file.write_text("".join(lines[:at]) + text + "".join(lines[at:]))
    print("added to", place)
commands = re.search(r"^```sh\n(TOLLGATE_WRITE_DOCS=1 .*?)^```$", page, re.S | re.M).group(1)
pathlib.Path("commands.tmp").write_text("set -e\n" + commands)
PY
bash commands.tmp
rm commands.tmp
changed="$(git status --porcelain | wc -l)"
git status --short
[ "$changed" -le 3 ] || { echo "$changed files changed"; exit 1; }
echo "added by $changed files"
