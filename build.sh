#!/usr/bin/env bash
# ./build.sh build       builds everything in Release
# ./build.sh pack        makes the NuGet packages, in artifacts/packages
# ./build.sh site        makes the site of docs/ and of the API, in artifacts/site; a warning is an error
# ./build.sh test        installs what the tests need, builds, runs every suite, ends with what failed and "N passed, N failed"
# ./build.sh test NAME   the same for one suite alone: a folder of tests, as Sockeye.Redis.Tests, Interop or Simulation
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
logs=artifacts/test-logs
suite_limit=600 # seconds
dotnet_suites=(tests/*.Tests)
dotnet_suites=("${dotnet_suites[@]#tests/}")
node_suites=(Interop ClientInterop RoomsClient Browser TypeScript Packages Native Site)
# Suites that wait more than they compute: side by side they take the time of the longest.
waiting_suites=(Sockeye.Redis.Tests Sockeye.EventLoops.Tests Sockeye.Postgres.Tests ChatConsole.Tests)
waiting_node_suites=(Packages Site)
simulation_seeds=2000

main() {
  mkdir -p "$logs"
  rm -f "$logs"/*.row "$logs"/*.failures
  case "${1-}" in
    build) build Sockeye.slnx ;;
    pack) pack ;;
    site) site ;;
    test) if [ $# -eq 1 ]; then test_all; else test_one "$2"; fi ;;
    *)
      echo "usage: ./build.sh build|pack|site|test [NAME]" >&2
      exit 2
      ;;
  esac
}

build() {
  local project
  for project in "$@"; do
    dotnet build "$project" -c Release --tl:off -v:quiet </dev/null
  done
}

pack() {
  rm -rf artifacts/packages
  dotnet pack Sockeye.slnx -c Release --tl:off -v:quiet </dev/null
  ls artifacts/packages
}

site() {
  # shellcheck disable=SC2046
  build $(servers_of Site)
  node site/build.mjs
}

# What the audit of packages in CI does not learn: a source has no list of vulnerable ones, or is out of reach. What is in a list stops the build.
audit() {
  [ "${CI-}" = true ] || return 0
  dotnet restore src/Sockeye.Redis --force -p:ReportAuditSources=true --tl:off -v:quiet </dev/null 2>&1 |
    sed -nE 's/.*warning (NU190[05]): ([^[]*[^[ ]).*/audit of packages: \2 (\1)/p' | sort -u || true
}

test_all() {
  install_packages
  install_modules "${node_suites[@]}"
  audit
  build Sockeye.slnx
  local suite
  for suite in "${dotnet_suites[@]}"; do has "$suite" "${waiting_suites[@]}" || run_dotnet "$suite"; done
  run_together run_dotnet "${waiting_suites[@]}"
  run_simulation
  # Before the others: to publish native programs writes among the packages' files.
  run_together run_node "${waiting_node_suites[@]}"
  for suite in "${node_suites[@]}"; do has "$suite" "${waiting_node_suites[@]}" || run_node "$suite"; done
  summary
}

test_one() {
  install_packages
  if has "$1" "${dotnet_suites[@]}"; then
    # Node's server of these tests is the one of Interop.
    [ "$1" != Sockeye.Client.Tests ] || install_modules Interop
    build "tests/$1"
    run_dotnet "$1"
  elif [ "$1" = Simulation ]; then
    build tests/Simulation
    run_simulation
  elif has "$1" "${node_suites[@]}"; then
    install_modules "$1"
    # The native programs are before the clients of Interop.
    [ "$1" != Native ] || install_modules Interop
    # The browser of these tests is that of Browser.
    ! has "$1" Packages Site || install_modules Browser
    # shellcheck disable=SC2046
    build $(servers_of "$1")
    run_node "$1"
  else
    printf 'no suite is named "%s"; there are:\n' "$1" >&2
    printf '  %s\n' "${dotnet_suites[@]}" Simulation "${node_suites[@]}" >&2
    exit 2
  fi
  summary
}

# What a Node suite starts, packs or shows, to be built before.
servers_of() {
  case "$1" in
    Interop) echo tests/Fixture tests/EmitterFixture tests/RoomsFixture samples/Gateway samples/Proxy ;;
    Native) echo samples/NativeChat tests/Fixture ;;
    ClientInterop) echo tests/ClientFixture tests/Fixture ;;
    RoomsClient) echo tests/RoomsFixture ;;
    Browser) echo samples/Chat samples/Cursors samples/Gateway samples/Minimal samples/Rooms tests/Fixture ;;
    # The packages that no other one needs: the others are built with them.
    Packages) echo src/Sockeye.MessagePack src/Sockeye.Postgres src/Sockeye.Redis src/Sockeye.Templates src/Sockeye.Testing ;;
    Site) echo src/Sockeye.MessagePack src/Sockeye.Postgres src/Sockeye.Redis src/Sockeye.Testing ;;
    TypeScript) echo tests/TypeScript/Server samples/ThreeWays/Lambdas samples/ThreeWays/Classes samples/ThreeWays/Contracts ;;
  esac
}

has() {
  local wanted=$1 one
  shift
  for one in "$@"; do [ "$one" != "$wanted" ] || return 0; done
  return 1
}

# The engine's suite runs with each of what a server may have below its HTTP: a row each.
run_dotnet() {
  local program=(count_dotnet "artifacts/bin/$1/release/$1" -noColor) transport
  if [ "$1" != Sockeye.Engine.Tests ]; then
    run "$1" "${program[@]}"
    return
  fi
  for transport in sockets loops tls; do
    SOCKEYE_TEST_TRANSPORT=$transport run "$1, $transport" "${program[@]}"
  done
}

# run_together HOW SUITE...
run_together() {
  local how=$1 suite
  shift
  local -A running=()
  for suite in "$@"; do
    "$how" "$suite" >"$logs/$suite.output" 2>&1 &
    running[$suite]=$!
  done
  for suite in "$@"; do
    wait "${running[$suite]}" || lost "$suite" $?
    cat "$logs/$suite.output"
  done
}

# lost NAME CODE: a suite that ended before anything was counted is one failure, and not one suite less.
lost() {
  printf '%-30s %8d %8d %8d %8d\n' "$1" 0 1 0 0 >"$logs/$1.row"
  echo "  $1: ended with exit code $2 before its tests were counted" >"$logs/$1.failures"
}

run_simulation() {
  run Simulation count_simulation artifacts/bin/Simulation/release/Simulation --from 1 --seeds "$simulation_seeds"
}

run_node() {
  run "$1" count_node npm --prefix "tests/$1" --silent test
}

summary() {
  local passed failed
  printf '\n%-30s %8s %8s %8s %8s\n' suite passed failed skipped seconds
  # In the order in which the suites ended.
  cat $(ls -tr "$logs"/*.row)
  if compgen -G "$logs/*.failures" >/dev/null; then printf '\nfailed:\n' && cat "$logs"/*.failures; fi
  read -r passed failed < <(cat "$logs"/*.row | awk '{ ok += $(NF - 3); bad += $(NF - 2) } END { print ok + 0, bad + 0 }')
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ]
}

install_modules() {
  local suite
  for suite in "$@"; do
    npm --prefix "tests/$suite" ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null
  done
}

# What the tests need of Debian; all of it for one suite too, since what is there already costs nothing.
install_packages() {
  # The headless shell is the same engine without the browser's own windows, which took half of the suite's time.
  [ -x /usr/bin/chromium-headless-shell ] || apt_install chromium-headless-shell || [ -x /usr/bin/chromium ] || apt_install chromium
  /usr/bin/python3 -c 'import socketio, aiohttp, requests, websocket' 2>/dev/null || apt_install python3-socketio python3-aiohttp python3-requests python3-websocket
  # What links native programs.
  command -v clang >/dev/null || command -v gcc >/dev/null || apt_install clang zlib1g-dev
  [ -x /usr/bin/redis-server ] || install_service redis-server
  [ -x /usr/sbin/nginx ] || install_service nginx
  [ -x /usr/sbin/haproxy ] || install_service haproxy
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || install_service postgresql
  # What cultures are made of: one test starts a process that has one. The number in the name is that of the release.
  compgen -G '/usr/lib/*/libicuuc.so.*' >/dev/null || apt_install '^libicu[0-9]*$'
}

# The tests start servers of their own: those that the packages would start are not wanted.
install_service() {
  apt_install "$1"
  if [ -d /run/systemd/system ]; then systemctl disable --now "$1" 2>/dev/null || true; fi
}

apt_install() {
  local sudo=
  [ "$(id -u)" -eq 0 ] || sudo=sudo
  $sudo apt-get update -qq </dev/null
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$@" </dev/null
}

# run NAME COUNTER COMMAND...: a suite that crashes, hangs or has no tests counts as one failure at least.
run() {
  local name=$1 counter=$2 base="$logs/${1//, /-}" log="$logs/${1//, /-}.log" code=0 start=$SECONDS counts ok bad skipped
  shift 2
  echo "== $name"
  timeout --kill-after=10 "$suite_limit" "$@" </dev/null >"$log" 2>&1 || code=$?
  counts=$("$counter" "$log")
  read -r ok bad skipped <<<"$counts"
  if [ "$bad" -eq 0 ] && { [ "$code" -ne 0 ] || [ "$ok" -eq 0 ]; }; then
    bad=1
    echo "ended with exit code $code and $ok tests passed [FAIL]" | tee -a "$log"
  fi
  if [ "$bad" -gt 0 ]; then
    grep -nE '\[FAIL\]|^ *not ok ' "$log" || true
    echo "-- the end of $log"
    tail -n 60 "$log"
    failures_of "$name" "$log" "$bad" >"$base.failures"
  fi
  printf '%-30s %8d %8d %8d %8d\n' "$name" "$ok" "$bad" "$skipped" $((SECONDS - start)) >"$base.row"
}

count_dotnet() {
  sed -nE 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+), Not Run: ([0-9]+).*/\1 \2 \3 \4 \5/p' "$1" |
    awk '{ ok += $1 - $3 - $4 - $5; bad += $2 + $3; skipped += $4 + $5 } END { print ok + 0, bad + 0, skipped + 0 }'
}

count_node() {
  awk '/^# pass /{ ok += $3 } /^# (fail|cancelled) /{ bad += $3 } /^# (skipped|todo) /{ skipped += $3 } END { print ok + 0, bad + 0, skipped + 0 }' "$1"
}

count_simulation() {
  sed -nE 's/^([0-9]+) seeds, ([0-9]+) failed$/\1 \2/p' "$1" | awk '{ ok += $1 - $2; bad += $2 } END { print ok + 0, bad + 0, 0 }'
}

# failures_of NAME LOG COUNT: names and first lines of what failed, for the end of the output: often that is all that one gets to see.
failures_of() {
  awk -v suite="$1" -v count="$3" -v most=20 -v lines=4 '
    function begin(title) { end(); name = title; left = lines; message = "" }
    function add(line) { if (left-- > 0) message = message "\n      " substr(line, 1, 200) }
    function end() {
      if (name != "" && ++found <= most) print "  " suite ": " substr(name, 1, 200) message
      name = ""
      isMessage = 0
    }
    { sub(/\r$/, ""); line = $0; sub(/^ +/, "", line) }
    / \[FAIL\]$/ { sub(/ \[FAIL\]$/, "", line); begin(line); isMessage = 1; next }
    /^ *not ok [0-9]+ - / { sub(/^not ok [0-9]+ - /, "", line); begin(line); next }
    name == "" { next }
    line == "Stack Trace:" || line == "..." { end(); next }
    # A test of Node that failed since one inside it did: that one is shown.
    line ~ /^failureType: .subtestsFailed/ { name = ""; next }
    line ~ /^location: / { add(line); left++; next }
    line ~ /^error: / { isMessage = 1; sub(/^error: /, "", line); if (line !~ /^[|>]-?$/) add(line); next }
    line ~ /^(code|stack|name): / { isMessage = 0 }
    isMessage && line != "" { add(line) }
    END { end(); if (count > found || found > most) print "  " suite ": " count " in all" }' "$2"
}

main "$@"
