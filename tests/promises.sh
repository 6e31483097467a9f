#!/usr/bin/env bash
# Tries every promise of Lavagna and prints what was tried, how often, and what failed.
#
#   bash tests/promises.sh            everything: 200 kills, a class of 200 through three restarts
#   bash tests/promises.sh --quick    with the sizes of tests/check.sh: 8 kills, a class of 20
#   bash tests/promises.sh P4 G1      only what stands for these
#
# Needs what tests/check.sh needs, and what it installs. A group that ran no test, skipped one, or does not say
# what it tried has failed, and so has the whole.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly TARGET="${CARGO_TARGET_DIR:-$PWD/target}"
export LAVAGNA_BIN="${LAVAGNA_BIN:-$TARGET/release/lavagna}"
LOGS=$(mktemp -d)
readonly LOGS
quick=no
wanted=()
for argument in "$@"; do
  case $argument in
    --quick) quick=yes ;;
    [PG][0-9]*) wanted+=("$argument") ;;
    *)
      printf 'promises.sh: unknown argument %s\n' "$argument" >&2
      exit 2
      ;;
  esac
done
page_seeds=8
if [ "$quick" = no ]; then
  export KILLS="${KILLS:-200}"
  page_seeds=50
fi

groups=0
failures=0
table=$LOGS/table.txt

# sum_of PATTERN FILE: adds up what the first group of PATTERN is in the lines that match it.
sum_of() {
  sed -nE "s/$1/\1/p" "$2" | awk '{ sum += $1 } END { print sum + 0 }'
}

is_wanted() {
  [ "${#wanted[@]}" -eq 0 ] && return
  local promise
  for promise in "${wanted[@]}"; do
    [[ " $1 " == *" $promise "* ]] && return
  done
  return 1
}

# prove PROMISES TITLE REPORTS KIND ARGUMENTS…
# Runs the tests of one kind; they must print REPORTS lines of what they tried, at least.
prove() {
  local promises=$1 title=$2 reports=$3 kind=$4 start=$SECONDS
  shift 4
  is_wanted "$promises" || return 0
  groups=$((groups + 1))
  local log=$LOGS/$groups.txt status=0 passed=0 failed=0 skipped=0 tried
  printf '%s: %s …\n' "$promises" "$title" >&2
  "run_$kind" "$@" >"$log" 2>&1 || status=$?
  "count_$kind" "$log"
  tried=$(grep -oE 'tried: .*' "$log" | sed 's/^tried: //')
  [ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
  local why=""
  [ "$passed" -gt 0 ] || why="no test ran"
  [ "$skipped" -eq 0 ] || why="$skipped skipped"
  [ "$(grep -c . <<<"$tried")" -ge "$reports" ] || why="does not say what it tried"
  [ -z "$why" ] || [ "$failed" -gt 0 ] || failed=1
  {
    printf '%-18s %-58s %5d %7d %6d s\n' "$promises" "$title" "$passed" "$failed" $((SECONDS - start))
    [ -z "$tried" ] || fold -s -w 90 <<<"$tried" | sed 's/^/                     /'
    [ "$failed" -eq 0 ] || printf '                     FAILED%s: see %s\n' "${why:+ ($why)}" "$log"
  } >>"$table"
  failures=$((failures + failed))
}

# Tests of tests/it whose names begin like this.
run_rust() {
  cargo test --locked --test it -- --nocapture "$@"
}

count_rust() {
  passed=$(sum_of '^test result: .* ([0-9]+) passed.*' "$1")
  failed=$(sum_of '^test result: .* ([0-9]+) failed.*' "$1")
  skipped=$(sum_of '^test result: .* ([0-9]+) ignored.*' "$1")
}

# Files of the client's unit tests.
run_node() {
  node --test --test-reporter=tap "$@"
}

count_node() {
  passed=$(sum_of '^# pass ([0-9]+)$' "$1")
  failed=$(($(sum_of '^# fail ([0-9]+)$' "$1") + $(sum_of '^# cancelled ([0-9]+)$' "$1")))
  skipped=$(($(sum_of '^# skipped ([0-9]+)$' "$1") + $(sum_of '^# todo ([0-9]+)$' "$1")))
}

# Files of the browser tests.
run_browser() {
  node_modules/.bin/playwright test --config tests/browser/playwright.config.js --reporter=list "$@"
}

count_browser() {
  passed=$(sum_of '^ +([0-9]+) passed.*' "$1")
  failed=$(sum_of '^ +([0-9]+) (failed|flaky|interrupted).*' "$1")
  skipped=$(sum_of '^ +([0-9]+) (skipped|did not run).*' "$1")
}

# A load that judges itself.
run_bench() {
  cargo bench --locked --bench load -- "$@"
}

count_bench() {
  passed=$(grep -c 'goals .* met$' "$1")
}

cargo build --release --locked && cargo test --locked --test it --no-run || exit 1
model=tests/model
browser=tests/browser

prove "P4 G1 G2 G3" "The process is killed at any moment" 1 rust durability:: witness::
prove "P4 G1" "Nobody is told before the fdatasync" 1 rust durable_first::
prove "P4 G1 G2 G5" "The server is replaced while a class draws" 1 rust restarts:: drain::
[ "$quick" = yes ] ||
  prove "P4 G1 G2 G5" "… a class of 200, three times" 1 bench --restarts 3 --drawers 200
prove "P4 G1 G2" "Full, failing and damaged disks, copies" 0 rust store:: store_faults:: copies:: doctor::
prove "P4 G2" "Numbers, gaps, duplicates, refusals" 0 rust submit::
prove "P4 P5 G2" "Killed under the pens, seen in the browser" 0 browser $browser/restart.spec.js
SEEDS=$page_seeds prove "P5 G2 G5" "What waits in the browser" 1 node $model/keep_*.test.js $model/sync_patience.test.js
prove "P5 G5" "Offline, reload, two tabs, a lost tail" 0 browser $browser/offline*.spec.js
prove "P6 G1 G2 G3 G4 G5" "Simulated classes, faults of every kind" 1 rust sim::
prove "P6 G2 G3 G4 G5" "The client's session in simulated classes" 2 node $model/sync*.test.js $model/traces.test.js
prove "P6 G3" "One reducer in two languages: the server's" 3 rust vectors::
prove "P6 G3" "… and the client's" 1 node $model/vectors.test.js $model/converge.test.js $model/replica*.test.js
prove "P6 G3" "Undo, clear and restore among others" 0 rust undo:: history::
prove "P6 G3" "… and in three browsers at once" 0 browser $browser/{convergence,undo,clear}.spec.js
prove "P8" "Hostile input" 4 rust hostile:: frames::
prove "P8" "Slow, silent and very many peers" 2 rust slow_peer:: quiet:: many:: school::
prove "P8 P4" "Limits, and what is said to those who meet them" 0 rust limits:: http_faults::
prove "P8" "The frame pump conforms to RFC 6455" 1 rust conformance::
prove "P6 P8 G3" "Inputs that nobody thought of" 5 rust fuzz::
prove "P2 G6" "Drafts and cursors" 0 rust live::
prove "P2" "The pen is seen while it is down" 0 browser $browser/{together,screen,input,fingers}.spec.js
prove "P3 G4" "Whoever comes late, or comes back" 0 rust join::
prove "P3" "… in the browser" 0 browser $browser/late_join.spec.js
prove "P1" "From the address to the first line" 0 browser $browser/first_visit.spec.js
prove "P10 P4 G1 G2" "POST and event stream" 0 rust http_ops:: http_events:: scripting::
prove "P10 P5 G2 G5" "Where WebSocket is blocked" 0 browser $browser/fallback.spec.js
prove "P11" "Pages keep to themselves, names stay text" 0 rust pages::
prove "P11" "… in the browser" 0 browser $browser/names.spec.js
prove "P12" "Keyboard, screen reader, plain http" 0 browser $browser/{accessibility,keyboard,plain_http}.spec.js
prove "P12" "Both languages, readable colours" 0 node tests/face/locales.test.js tests/face/tokens.test.js

[ "$groups" -gt 0 ] || { printf 'promises.sh: nothing stands for %s\n' "${wanted[*]}" >&2 && exit 2; }
printf '\n%-18s %-58s %5s %7s %8s\n' "promise" "what was tried" "tests" "failed" "time"
cat "$table"
printf '\nNo group: P7 is a matter of benches, P9 is not part of Lavagna yet.\n'
printf '%d groups, %d failed, %d s; logs in %s\n' "$groups" "$failures" "$SECONDS" "$LOGS"
[ "$failures" -eq 0 ]
