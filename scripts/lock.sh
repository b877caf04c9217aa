#!/bin/sh
# Writes constraints.txt and the lock files with hashes, for every platform, without any address in them.
set -eu

BIN=$1
BUILD=$(mktemp)
trap 'rm -rf "$BUILD" "$BUILD.venv"' EXIT
printf 'hatchling>=1.27\neditables>=0.5\n' >"$BUILD"

"$BIN/python" -m venv "$BUILD.venv"
"$BUILD.venv/bin/pip" --quiet install uv

compile() {
    "$BUILD.venv/bin/uv" pip compile --quiet --no-header --no-annotate --no-emit-index-url --universal \
        --python-version 3.11 --upgrade pyproject.toml "$BUILD" --extra pictures "$@" >/dev/null
}

compile --group dev -o constraints.txt
sed -i '1i # The exact versions this was tested with: pip install -c constraints.txt .  Made by `make lock`.' constraints.txt
compile --generate-hashes -c constraints.txt -o requirements.lock
compile --generate-hashes -c constraints.txt --group dev -o requirements-dev.lock

# What has an environment of its own.
apart() {
    "$BUILD.venv/bin/uv" pip compile --quiet --no-header --no-annotate --no-emit-index-url --universal \
        --python-version 3.11 --upgrade --generate-hashes "$1" -o "$2" >/dev/null
}

apart benchmarks/requirements.in benchmarks/requirements.txt
echo 'pyspark>=4.3' | apart - requirements-spark.lock
