#!/usr/bin/env bash
# Builds the servers and the load generator, runs them beside one another, and writes bench/results/latest.md.
# bench/run.sh --help lists the options.
set -euo pipefail

bench="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
built="$bench/../artifacts/bench"

install_tools() {
    local packages=()
    command -v gcc >/dev/null || packages+=(gcc libc6-dev)
    command -v redis-server >/dev/null || packages+=(redis-server)
    [ ${#packages[@]} -gt 0 ] || return 0
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${packages[@]}"
}

compile() {
    gcc -D_GNU_SOURCE -std=gnu2x -O2 -Wall -Wextra -Werror -o "$@"
}

build() {
    install_tools
    mkdir -p "$built"
    compile "$built/loadgen" "$bench"/loadgen/*.c
    compile "$built/floor" "$bench"/peers/floor/*.c
    (cd "$bench/peers/javascript" && { [ -d node_modules/redis ] || npm ci --no-audit --no-fund --loglevel=error; })
    for project in Server peers/SignalR peers/Kestrel; do
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
exec node "$bench/harness/main.js" "${options[@]}"
