#!/usr/bin/env bash
# Lints and renders the chart with its defaults and every value set in ci/; what ci/refused holds must not render.
# What the rendered objects say is asserted by HelmChartTest in quickstart/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

helm="$PWD/../.tools/bin/helm"
[ -x "$helm" ] || helm="$(command -v helm)" || { echo "helm/check.sh: no helm: run 'tools/setup helm'" >&2; exit 1; }

render() { "$helm" template release portcullis --namespace edge --kube-version 1.31.0 "$@"; }

for values in /dev/null ci/*.yaml; do
  "$helm" lint --strict --quiet --kube-version 1.31.0 portcullis --values "$values" || { echo "helm/check.sh: lint fails with $values" >&2; exit 1; }
  render --values "$values" >/dev/null || { echo "helm/check.sh: cannot render with $values" >&2; exit 1; }
done

for values in ci/refused/*.yaml; do
  if render --values "$values" >/dev/null 2>&1; then
    echo "helm/check.sh: $values renders, but must be refused" >&2
    exit 1
  fi
done
echo "helm/check.sh: the chart lints and renders with $(ls ci/*.yaml | wc -l) value sets and its defaults; $(ls ci/refused/*.yaml | wc -l) bad ones are refused"
