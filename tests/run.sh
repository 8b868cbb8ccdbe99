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

passed=0
failed=0
# Adds the counts of one runner; a runner that fails without counting has failed once.
count() {
  local status=$1 good=$2 bad=$3
  [ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1 && tail -n 40 "$log" >>"$failures"
  passed=$((passed + good))
  failed=$((failed + bad))
}
sum() { grep -aoE "$1" "$2" | grep -aoE '[0-9]+' | awk '{ n += $1 } END { print n + 0 }'; }

need || exit 1
log=$(mktemp)
failures=$(mktemp)
results=$(mktemp -d)
trap 'rm -rf "$log" "$failures" "$results"' EXIT

# A test that hangs is ended and named, so that one fault does not hide the others.
tests() {
  dotnet test -c Release --no-build --nologo --results-directory "$results" \
    --blame-hang --blame-hang-timeout 5m --blame-hang-dump-type none "$@" 2>&1 | tee "$log"
  count "${PIPESTATUS[0]}" "$(sum 'Passed: +[0-9]+' "$log")" "$(sum 'Failed: +[0-9]+' "$log")"
  grep -a -A20 -E '^ +Failed [^:]|^The active test run was aborted' "$log" >>"$failures"
}

dotnet build SyncServer.sln -c Release -warnaserror --nologo -v quiet 2>&1 | tee "$log"
if [ "${PIPESTATUS[0]}" -eq 0 ]; then
  # One project after the other: several of them start servers and browsers of their own.
  tests SyncServer.sln -m:1
  # What is seen over HTTP is the same on PostgreSQL.
  SYNCSERVER_TEST_STORE=postgres tests tests/SyncServer.Tests \
    --filter '(FullyQualifiedName~.Http.|FullyQualifiedName~.Live.|FullyQualifiedName~.Identity.|FullyQualifiedName~.Racing.|FullyQualifiedName~.Traps.)&Store!=Sqlite'
else
  count 1 0 0
fi

npm ci --prefix src/syncserver-js --ignore-scripts --no-audit --no-fund 2>&1 | tee "$log"
count "${PIPESTATUS[0]}" 0 0
node --test --test-timeout=300000 tests/syncserver-js/*.test.js 2>&1 | tee "$log"
count "${PIPESTATUS[0]}" "$(sum '^(#|ℹ) pass [0-9]+' "$log")" "$(sum '^(#|ℹ) fail [0-9]+' "$log")"
grep -a -A20 -E '^ *(not ok|✖)' "$log" >>"$failures"

# Once more at the end, where they are found when only the end of the output is kept.
cat "$failures"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
