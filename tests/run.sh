#!/usr/bin/env bash
# Installs what the tests need (Debian or Ubuntu), builds, runs every test, and ends with one line: N passed, N failed.
set -uo pipefail
cd "$(dirname "$0")/.."

need() {
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
  command -v redis-server >/dev/null || missing+=(redis-server)
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
  compgen -G '/usr/lib/*/faketime/libfaketime.so.1' >/dev/null || missing+=(libfaketime)
  [ -x /usr/sbin/pgbouncer ] || missing+=(pgbouncer)
  [ -x /usr/sbin/haproxy ] || missing+=(haproxy)
  # For the recorder of the power-cut tests.
  command -v gcc >/dev/null && [ -e /usr/include/stdio.h ] || missing+=(gcc libc6-dev)
  # For promtool.
  command -v promtool >/dev/null || missing+=(prometheus)
  [ -x /usr/sbin/nginx ] || missing+=(nginx-light)
  # Apache without its service.
  [ -x /usr/sbin/apache2 ] || missing+=(apache2-bin)
  [ ${#missing[@]} -eq 0 ] && return
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  # Installing a server must not start it: the tests start their own.
  local policy=/usr/sbin/policy-rc.d made=
  [ -e $policy ] || { made=1; printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" install -m 755 /dev/stdin $policy; }
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
  local status=$?
  [ -z "$made" ] || "${as_root[@]}" rm -f $policy
  return $status
}

need || exit 1

# Temporary files are kept in memory where there is room, so that no commit of a test waits for the disk. A power cut has its own test.
room() { [ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)" -gt 6000000 ] && awk '/^MemAvailable/ { exit $2 < 12000000 }' /proc/meminfo; }
room 2>/dev/null && export TMPDIR=/dev/shm
work=$(mktemp -d)
# PostgreSQL runs as a user of its own.
chmod 755 "$work"
export TMPDIR=$work
trap 'rm -rf "$work"' EXIT

# Runs a command, shows its output, and adds a line "passed failed" to the counts. A command that fails without counting has failed once.
# $1 is its name, $2 and $3 find the two counts in its output, $4 the failures.
run() {
  local log=$work/$1.log good bad status
  "${@:5}" 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  good=$(sum "$2" "$log")
  bad=$(sum "$3" "$log")
  [ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1 && tail -n 40 "$log" >>"$work/$1.failures"
  echo "$good $bad" >>"$work/counts"
  grep -a -A20 -E "$4" "$log" >>"$work/$1.failures"
  return "$status"
}
sum() { grep -aoE "$1" "$2" | grep -aoE '[0-9]+' | awk '{ n += $1 } END { print n + 0 }'; }
step() { run "$1" 'a^' 'a^' 'a^' "${@:2}"; }

# A test that hangs is ended and named, so that one fault does not hide the others.
tests() {
  run "$1" 'Passed: +[0-9]+' 'Failed: +[0-9]+' '^ +Failed [^:]|^The active test run was aborted' \
    dotnet test -c Release --no-build --nologo --results-directory "$work/$1" --blame-hang --blame-hang-timeout 5m --blame-hang-dump-type none "${@:2}"
}

# What is seen over HTTP is the same on PostgreSQL.
on_postgres() {
  SYNCSERVER_TEST_STORE=postgres tests postgres tests/SyncServer.Tests \
    --filter '(FullyQualifiedName~.Http.|FullyQualifiedName~.Live.|FullyQualifiedName~.Identity.|FullyQualifiedName~.Racing.|FullyQualifiedName~.Traps.)&Store!=Sqlite'
}

javascript() {
  step npm npm ci --prefix src/syncserver-js --ignore-scripts --no-audit --no-fund &&
    run javascript '^(#|ℹ) pass [0-9]+' '^(#|ℹ) fail [0-9]+' '^ *(not ok|✖)' node --test --test-timeout=300000 tests/syncserver-js/*.test.js
}

# Tests start the program many times. Compiled beforehand, it starts in half the CPU time.
program() {
  dotnet publish src/SyncServer -c Release --use-current-runtime --self-contained false -p:PublishReadyToRun=true -o "$work/program" --nologo -v quiet &&
    export SYNCSERVER_PROGRAM=$work/program/SyncServer.dll
}

if step build dotnet build SyncServer.sln -c Release -warnaserror --nologo -v quiet; then
  program
  # Two at a time: many tests wait more than they compute. More would only slow each other down. The long ones come first.
  for suite in on_postgres javascript $(ls -rd tests/*.Tests); do
    while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
    case $suite in
      tests/*) tests "${suite#tests/}" "$suite" & ;;
      *) "$suite" & ;;
    esac
  done
  wait
fi

# Once more at the end, where they are found when only the end of the output is kept.
cat "$work"/*.failures 2>/dev/null
awk '{ passed += $1; failed += $2 } END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 || passed == 0 }' "$work/counts"
