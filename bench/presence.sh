#!/usr/bin/env bash
# Three servers on one Redis, 3000 people who come and go in 300 rooms for five minutes, two servers killed and started again: whether each server lists exactly who is
# there at every quiet moment. Then 1000 people who join one room in ten seconds: what it costs each of them.
# bench/presence.sh [--no-build] [--people N] [--rooms N] [--seconds S] [--heartbeat MS] [--grace MS] [--seed N]
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
options=()
wants_build=yes
for option in "$@"; do
    case "$option" in
        --no-build) wants_build=no ;;
        *) options+=("$option") ;;
    esac
done

build() {
    command -v redis-server >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends redis-server; }
    dotnet build --configuration Release --verbosity quiet --nologo "$root/tests/RoomsFixture"
    [ -d "$root/tests/Interop/node_modules/socket.io-client" ] || npm --prefix "$root/tests/Interop" ci --ignore-scripts --no-audit --no-fund --loglevel=error
}

[ "$wants_build" = no ] || build >&2
ulimit -n "$(ulimit -Hn)"
node "$root/tests/Interop/churn/main.mjs" "${options[@]}"
exec node "$root/tests/Interop/churn/joins.mjs"
