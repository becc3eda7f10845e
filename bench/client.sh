#!/usr/bin/env bash
# Builds the clients, runs them beside one another against one server, and writes bench/results/client.md.
# bench/client.sh --help lists the options.
set -euo pipefail

bench="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

build() {
    (cd "$bench/client" && { [ -d node_modules/socket.io-client ] || npm ci --no-audit --no-fund --loglevel=error; })
    for project in Server client/peers/Sockeye client/peers/SocketIOClient; do
        dotnet build --configuration Release --verbosity quiet --nologo "$bench/$project"
    done
}

options=()
wants_build=yes
for option in "$@"; do
    case "$option" in
        --no-build) wants_build=no ;;
        --help) wants_build=no; options+=("$option") ;;
        *) options+=("$option") ;;
    esac
done

[ "$wants_build" = no ] || build >&2
ulimit -n "$(ulimit -Hn)"
exec node "$bench/client/harness/main.js" "${options[@]}"
