#!/usr/bin/env bash
# Fills envoy.yaml as the demo does, and once with a Unix socket as production does; has Envoy itself validate both, and
# the lint look for what Envoy would accept but should not.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

envoy="$(command -v envoy || echo ../.tools/bin/envoy)"
[ -x "$envoy" ] || { echo "envoy/check.sh: no Envoy: run tools/setup once, which installs it" >&2; exit 1; }
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

# Prints envoy.yaml with its places filled; arguments NAME=value go before defaults.env.
render() {
  local text line name
  text="$(cat envoy.yaml)"
  while IFS= read -r line; do
    name="${line%%=*}"
    text="${text//"\${$name}"/"${line#*=}"}"
  done < <(printf '%s\n' "$@"; grep '^[A-Z]' defaults.env)
  # Comments may speak of ${…}; a name in it is a place nobody has filled.
  if grep -n '\${[A-Z_]*}' <<<"$text" >&2; then
    echo "envoy/check.sh: envoy.yaml has a place that defaults.env does not fill" >&2
    return 1
  fi
  printf '%s\n' "$text"
}

validate() {
  local name="$1"
  shift
  render "$@" >"$scratch/$name.yaml"
  "$envoy" --mode validate --log-level warning --config-path "$scratch/$name.yaml"
  echo "envoy: configuration with $name is valid"
  ../bin/portcullis lint --policies default,payments,catalog,public "$scratch/$name.yaml"
}

validate tcp
validate unix-socket 'AUTHZ_ADDRESS={pipe: {path: /run/portcullis/authz.sock}}'
