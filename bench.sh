#!/usr/bin/env bash
# Measures what the design promises, and prints the tables. An argument picks some: ./bench.sh '*Planner*'
# ./bench.sh compare: the MUX's decision in C# and the same in C, alternating in one run.
# ./bench.sh xdp: the MUX's program in the kernel beside programs that do less, and on a veth pair. Needs root.
# sudo ./bench.sh daemons: memory and start of each daemon, JIT and machine code, alternating in one run.
# sudo ./bench.sh http: short requests through the lab's balancer and past it, in turn; more arguments go to the lab.
set -euo pipefail
cd "$(dirname "$0")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_CLI_UI_LANGUAGE=en
results=artifacts/benchmarks
chosen=${1:-*}

say() { printf 'bench.sh: %s\n' "$*" >&2; }

compare_with_c() {
    command -v gcc > /dev/null || { say "gcc is needed; install the package gcc."; exit 2; }
    export BEAMER_MUX_REFERENCE=$PWD/$results/beamer-mux-reference.so
    gcc -O3 -march=native -Wall -Wextra -Wno-psabi -shared -fPIC \
        -o "$BEAMER_MUX_REFERENCE" tests/Benchmarks/reference/mux.c
    printf '\nA MUX decides: per packet on one core, median (minimum–maximum) of 101 rounds, cycles of the best\n'
    taskset -c "$(($(nproc) - 1))" dotnet run --project tests/Benchmarks -c Release --no-build -- \
        compare "$results/compare.json"
}

measure_in_kernel() {
    printf '\nThe program of a MUX in the kernel: nanoseconds per packet on one core, %s\n' \
        'median (minimum–maximum) of 11 rounds of a million'
    taskset -c "$(($(nproc) - 1))" dotnet run --project tests/Benchmarks -c Release --no-build -- \
        xdp "$results/xdp.json"
    printf '\nOn a veth pair, generator, MUX and sink on one core: 9 rounds of two million frames, in turn\n'
    taskset -c "$(($(nproc) - 1))" dotnet run --project tests/Benchmarks -c Release --no-build -- \
        xdp-wire "$results/xdp-wire.json"
}

mkdir -p "$results"
if [ "$chosen" = daemons ]; then
    [ "$(id -u)" -eq 0 ] || { say "daemons needs root, for network namespaces."; exit 2; }
    for project in Controller Mux Backend; do dotnet build "src/$project" -c Release -v quiet >&2; done
    ./publish.sh
    exec python3 tests/Benchmarks/daemons.py "$results/daemons.json"
fi
if [ "$chosen" = http ]; then
    command -v wrk > /dev/null || { say "wrk is needed; install the package wrk."; exit 2; }
    shift
    exec ./lab.sh http --report "$PWD/$results/http.json" "$@"
fi
dotnet build tests/Benchmarks -c Release -v quiet >&2
if [ "$chosen" = '*' ] || [ "$chosen" = compare ]; then compare_with_c; fi
[ "$chosen" != compare ] || exit 0
if [ "$chosen" = xdp ]; then measure_in_kernel; exit 0; fi

rm -f "$results"/results/*-report-github.md
if ! dotnet run --project tests/Benchmarks -c Release --no-build -- \
    --filter "$chosen" --artifacts "$results" > "$results/log.txt"; then
    tail -n 20 "$results/log.txt" >&2
    exit 1
fi

for table in "$results"/results/*-report-github.md; do
    [ -e "$table" ] || { say "nothing matches $chosen"; exit 1; }
    printf '\n%s\n' "$(basename "$table" -report-github.md)"
    grep '^|' "$table"
done
printf '\nEverything is in %s.\n' "$results"
