#!/usr/bin/env bash
# Measures what the design promises, and prints the tables. An argument picks benchmarks: ./bench.sh '*Forwarder*'
set -euo pipefail
cd "$(dirname "$0")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_CLI_UI_LANGUAGE=en
results=artifacts/benchmarks

dotnet build tests/Benchmarks -c Release -v quiet >&2
mkdir -p "$results"
rm -f "$results"/results/*-report-github.md
if ! dotnet run --project tests/Benchmarks -c Release --no-build -- \
    --filter "${1:-*}" --artifacts "$results" > "$results/log.txt"; then
    tail -n 20 "$results/log.txt" >&2
    exit 1
fi

for table in "$results"/results/*-report-github.md; do
    [ -e "$table" ] || { printf 'bench.sh: nothing matches %s\n' "$1" >&2; exit 1; }
    printf '\n%s\n' "$(basename "$table" -report-github.md)"
    grep '^|' "$table"
done
printf '\nEverything is in %s.\n' "$results"
