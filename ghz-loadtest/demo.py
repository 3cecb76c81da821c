#!/usr/bin/env python3
"""What run.sh needs to know of the running demo.

usage: demo.py check-request              a CheckRequest with a fresh token, as JSON
       demo.py allowed                    how many checks the server has allowed so far
       demo.py report GHZ_JSON ALLOWED    ghz's figures as a table; fails unless every counted answer was a yes
"""

import base64
import json
import os
import sys
import urllib.request


def main(command, *args):
    {"check-request": check_request, "allowed": allowed, "report": report}[command](*args)


def check_request():
    headers = {
        ":authority": "api.example.com", ":path": "/orders/17", ":method": "GET", ":scheme": "http",
        "authorization": "Bearer " + log_in(), "x-request-id": "4b7c1f0e-5f0f-4c52-9d5e-0f6f1d3f9a11",
    }
    raw = [{"key": k, "raw_value": base64.b64encode(v.encode()).decode()} for k, v in headers.items()]
    peer = {"address": {"socket_address": {"address": "127.0.0.1", "port_value": 40000}}}
    http = {"id": "1", "method": "GET", "path": "/orders/17", "host": "api.example.com", "scheme": "http",
            "protocol": "HTTP/1.1", "header_map": {"headers": raw}}
    json.dump({"attributes": {"source": peer, "destination": peer, "request": {"http": http},
                              "context_extensions": {"policy": "default"}}}, sys.stdout)


def log_in():
    body = json.dumps({"email": os.environ["DEMO_USER"], "password": os.environ["DEMO_PASSWORD"]}).encode()
    request = urllib.request.Request(
        os.environ["TOKEN_URL"] + "/v1/login", body, {"content-type": "application/json"})
    return json.load(urllib.request.urlopen(request, timeout=10))["access_token"]


def allowed():
    text = urllib.request.urlopen(os.environ["METRICS_URL"], timeout=10).read().decode()
    print(int(sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines()
                  if line.startswith("portcullis_check_total{") and 'decision="allow"' in line)))


def report(path, allowed_count):
    with open(path) as file:
        result = json.load(file)
    answers = result["count"]
    if result.get("errorDistribution"):
        sys.exit(f"ghz-loadtest: not every call was answered: {result['errorDistribution']}")
    if int(allowed_count) < answers:
        sys.exit(f"ghz-loadtest: {answers} answers counted, but only {allowed_count} checks allowed")
    millis = {row["percentage"]: row["latency"] / 1e6 for row in result["latencyDistribution"]}
    print(f"| answers counted | rate | p50 | p90 | p99 | slowest |\n|---|---|---|---|---|---|")
    print(f"| {answers:,} | {result['rps']:,.0f}/s | {millis[50]:.2f} ms | {millis[90]:.2f} ms "
          f"| {millis[99]:.2f} ms | {result['slowest'] / 1e6:.2f} ms |")


if __name__ == "__main__":
    main(*sys.argv[1:])
