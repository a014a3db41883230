#!/usr/bin/env bash
# Measures what the design promises, and prints the tables. An argument picks some: ./bench.sh '*Planner*'
# ./bench.sh compare: the MUX's decision in C# and the same in C, alternating in one run.
# sudo ./bench.sh xdp: both programs in the kernel beside programs that do less; both data paths on a veth pair, and
#   while tables change.
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
    benchmark compare "$(($(nproc) - 1))"
}

# Pins it to the last processor, or leaves its threads to pin themselves.
benchmark() {
    local name=$1 processors=${2:-0-$(($(nproc) - 1))}
    taskset -c "$processors" \
        dotnet run --project tests/Benchmarks -c Release --no-build -- "$name" "$results/$name.json"
}

measure_in_kernel() {
    printf '\nA MUX in the kernel: nanoseconds per packet on one core, best of 101 rounds of 250,000\n'
    benchmark xdp "$(($(nproc) - 1))"
    printf '\nAn agent in the kernel: the same\n'
    benchmark agent "$(($(nproc) - 1))"
    printf '\nOn a veth pair, generator and sink on one core: 9 rounds of a million frames, in turn\n'
    benchmark wire
    printf '\nTables of 1,048,576 rows and 10,000 servers change while packets run\n'
    benchmark swap
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
