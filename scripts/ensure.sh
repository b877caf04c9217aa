#!/bin/sh
# Makes sure of what can't come from a Python package: `ensure.sh venv`, `browser`, `nginx`, `java`, `node` or `wrk`.
# Says in one sentence what to do where it may not install anything itself.
set -eu

stop() { echo "$1" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

install() {
    may_install || stop "$WHY Install it with: sudo apt-get install --no-install-recommends $*"
    echo "Installing $* ..."
    log=$(mktemp)
    if ! { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        rm -f "$log"
        stop "$WHY apt-get could not install $*; the lines above say why."
    fi
    rm -f "$log"
}

ensure_venv() {
    command -v "$PYTHON" >/dev/null || stop "There is no $PYTHON here. Python 3.11 or later is needed: make PYTHON=/path/to/python3.11 ..."
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "$PYTHON is older than Python 3.11. Name another one: make PYTHON=/path/to/python3.11 ..."
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null && return
    WHY="Python's venv module is missing."
    install python3-venv
}

ensure_browser() {
    WHY="The browser tests need Chromium."
    found=
    for name in "${OOSC_BROWSER:-}" chromium chromium-browser google-chrome; do
        if [ -n "$name" ] && command -v "$name" >/dev/null; then found=$name; break; fi
    done
    [ -n "$found" ] || install chromium
    WHY="Pictures are drawn in Noto Sans, which is missing."
    find /usr/share/fonts /usr/local/share/fonts "${HOME:-/}/.fonts" -iname 'NotoSans-Regular*' 2>/dev/null | grep -q . ||
        install fonts-noto-core
}

ensure_nginx() {
    WHY="nginx is missing."
    PATH=$PATH:/usr/sbin command -v nginx >/dev/null || install nginx-light
}

ensure_java() {
    WHY="Spark needs Java."
    java -version >/dev/null 2>&1 || install default-jre-headless
}

ensure_node() {
    WHY="Node with npm is missing."
    command -v npm >/dev/null && node --version >/dev/null 2>&1 && return
    if command -v node >/dev/null; then install npm; else install nodejs npm; fi
}

ensure_wrk() {
    WHY="Many readers at once are played by wrk, which is missing."
    command -v wrk >/dev/null || install wrk
}

PYTHON=${PYTHON:-python3}
case ${1:-} in
    venv) ensure_venv ;;
    browser) ensure_browser ;;
    nginx) ensure_nginx ;;
    java) ensure_java ;;
    node) ensure_node ;;
    wrk) ensure_wrk ;;
    *) stop "Usage: ensure.sh venv|browser|nginx|java|node|wrk" ;;
esac
