#!/usr/bin/env bash
# Sends one scenario to the ext_authz server of the running demo, with a token it has just logged in for.
#
#   make demo                      # in another terminal
#   ghz-loadtest/run.sh            # known-token, or the name of another .json file here
#
# ghz counts a denial as a success, for it is an answer: so the server's own count of allowed checks must have grown by as
# many. The report goes to target/ghz/; ghz takes CPU of the same machine, so its latencies are upper limits.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scenario="${1:-known-token}"
out=target/ghz
demo=target/demo/demo.env

tools/setup ghz
source .tools/env
[ -f "ghz-loadtest/$scenario.json" ] || { echo "ghz-loadtest: there is no scenario $scenario" >&2; exit 1; }
[ -f "$demo" ] || { echo "ghz-loadtest: the demo is not up: run 'make demo' in another terminal" >&2; exit 1; }
source "$demo"

mkdir -p "$out/proto"
# Envoy's protos, and all that they import, are in the API's jar.
(cd "$out/proto" && jar xf ../../../ext-authz-server/target/libs/api-*.jar envoy xds udpa validate google)

export TOKEN_URL DEMO_USER DEMO_PASSWORD METRICS_URL
umask 077
python3 ghz-loadtest/demo.py check-request >"$out/check-request.json"
before="$(python3 ghz-loadtest/demo.py allowed)"
ghz --config "ghz-loadtest/$scenario.json" --format json --output "$out/$scenario.json" "$AUTHZ_GRPC"
after="$(python3 ghz-loadtest/demo.py allowed)"
rm -f "$out/check-request.json"
python3 ghz-loadtest/demo.py report "$out/$scenario.json" "$((after - before))" | tee "$out/$scenario.md"
