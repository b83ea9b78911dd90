#!/usr/bin/env bash
# From a published number to what it rests on, by calls of the API alone. Needs curl and python3.
#
#   TILTH=http://localhost:8000 TOKEN=tilth_… ./trail.sh [INDICATOR]
#
# TOKEN is any person's token with the scope read: what was published is public.
set -euo pipefail

api="${TILTH:-http://localhost:8000}/api/v1"
indicator="${1:-startups}"

# get PATH: prints the answer. An error ends the script, with the problem on standard error.
get() {
    curl --silent --show-error --fail-with-body "$api$1" --header "Authorization: Bearer $TOKEN" ||
        { echo "$api$1 was refused" >&2; return 1; }
}

# pick a.b.0 < JSON: one value of it.
pick() {
    python3 -c 'import functools, json, sys
step = lambda at, name: at[int(name)] if isinstance(at, list) else at[name]
print(functools.reduce(step, sys.argv[1].split("."), json.load(sys.stdin)))' "$1"
}

report=$(get "/reports?limit=1" | pick items.0.id)
sha256=$(get "/reports/$report" | pick sha256)
echo "Report $report has the sha256 $sha256"
echo "Its file has  $(get "/reports/$report/content" | sha256sum | cut -d ' ' -f 1)"

get "/reports/$report/content" | python3 -c 'import json, sys
figure = next(one for one in json.load(sys.stdin)["report"]["figures"] if one["indicator"] == sys.argv[1])
print("{indicator}: {certain}, between {low} and {high}, on {rows} rows".format(**figure))' "$indicator"

unit=$(get "/reports/$report/figures/$indicator/units?limit=1")
row=$(pick items.0.rows.0 <<< "$unit")
echo "The first of them: $(pick items.0.subject <<< "$unit"), since $(pick items.0.on <<< "$unit"), by the row $row"

get "/evidence/$row" | python3 -c 'import hashlib, json, sys
shown = json.load(sys.stdin)
print("It says:", shown["evidence"]["row"]["claim"], "as", shown["evidence"]["row"]["source"], "has it")
for entry in shown["entries"]:
    same = hashlib.sha256(entry["body"].encode()).hexdigest() == entry["hash"]
    print("  entry", entry["seq"], entry["type"], entry["at"], "hash right" if same else "HASH WRONG")'

echo "Sound, by the journal and its signed checkpoint: $(get "/reports/$report/verification" | pick sound)"
