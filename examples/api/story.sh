#!/usr/bin/env bash
# A design request from draft to quote, by calls of the API alone. Needs curl and python3.
#
#   TILTH=http://localhost:8000 FOUNDER=tilth_… SCIENTIST=tilth_… OWNER=org_… PROVIDER=org_… ./story.sh
#
# FOUNDER and SCIENTIST are tokens with the scopes read and write, made on the page "API tokens" of one's account;
# OWNER is an organisation in which the founder has that role, PROVIDER the foundry of the scientist.
set -euo pipefail

api="${TILTH:-http://localhost:8000}/api/v1"
plan="${PLAN:-$(dirname "$0")/../cidar/DESIGN.toml}"

# call TOKEN METHOD PATH [BODY]: prints the answer. An error ends the script, with the problem on standard error.
call() {
    local body=() answer status
    [ -n "${4:-}" ] && body=(--header "Content-Type: application/json" --data-binary "$4")
    answer=$(curl --silent --show-error --write-out '\n%{http_code}' --request "$2" "$api$3" \
        --header "Authorization: Bearer $1" --header "Idempotency-Key: $(new_key)" "${body[@]}")
    status=${answer##*$'\n'}
    if [ "$status" -ge 400 ]; then
        printf '%s\n' "${answer%$'\n'*}" >&2
        return 1
    fi
    printf '%s' "${answer%$'\n'*}"
}

# A key for each call; send the same one again when the answer to a call was lost.
new_key() { python3 -c 'import uuid; print(uuid.uuid4())'; }

# pick a.b.0 < JSON: one value of it.
pick() {
    python3 -c 'import functools, json, sys
step = lambda at, name: at[int(name)] if isinstance(at, list) else at[name]
print(functools.reduce(step, sys.argv[1].split("."), json.load(sys.stdin)))' "$1"
}

# json key=value ...: an object of texts.
json() { python3 -c 'import json, sys; print(json.dumps(dict(one.split("=", 1) for one in sys.argv[1:])))' "$@"; }

echo "Who calls: $(call "$FOUNDER" GET /me | pick name)"

draft=$(json title="CIDAR units" owner="$OWNER" provider="$PROVIDER" customer_class=industry)
id=$(call "$FOUNDER" POST /requests "$draft" | pick request.id)
echo "Opened $id"

call "$FOUNDER" POST "/requests/$id/design" "$(json plan="$(cat "$plan")")" > /dev/null
job=$(call "$FOUNDER" GET "/jobs?subject=request/$id" | pick items.0.id)
until state=$(call "$FOUNDER" GET "/jobs/$job" | pick state); [ "$state" != waiting ] && [ "$state" != running ]; do
    sleep 1
done
echo "Checked: $state"

call "$FOUNDER" GET "/requests/$id/assessment" | python3 -c 'import json, sys
found = json.load(sys.stdin)["assessment"]
print("Constructs:", sum(group["constructs"] for group in found["groups"]))
for one in found["problems"]["first"][:5]:
    print(" ", one["severity"], one["part"], one["site"], one["position"], one["message"])'

call "$FOUNDER" POST "/requests/$id/submit" > /dev/null
call "$SCIENTIST" POST "/requests/$id/accept" > /dev/null
call "$SCIENTIST" POST "/requests/$id/quote" "$(json terms="Payment within thirty days.")" > /dev/null
statement=$(call "$FOUNDER" GET "/requests/$id/statements/1")
echo "Quoted: $(pick statement.total.minor <<< "$statement") minor units of $(pick statement.total.currency <<< "$statement")"
echo "Sign it on its page: $api" | sed "s,/api/v1,/requests/$id/,"
