#!/usr/bin/env bash
# Builds Beamer and runs every test; with --deep more of the generated ones.
# The last line says "N passed, N failed, N skipped"; the status is that of the run.
set -euo pipefail
cd "$(dirname "$0")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_CLI_UI_LANGUAGE=en
PATH="$PATH:/usr/sbin:/sbin"
packages=(nginx-light iproute2 ethtool gcc libc6-dev python3 procps curl libbpf1 libbpf-dev clang-14 llvm-14)

case "${1:-}" in
    "") ;;
    --deep) export BEAMER_DATAPLANE_CASES=1000000 ;;
    *)
        printf 'test.sh: %s is no option; there is --deep.\n' "$1" >&2
        exit 2
        ;;
esac

say() { printf 'test.sh: %s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

install_missing_packages() {
    local package missing=()
    if ! command -v dpkg-query > /dev/null; then
        say "this is no Debian; it is assumed that you have: ${packages[*]}"
        return
    fi
    for package in "${packages[@]}"; do
        # Any package that provides the name will do, for example another nginx.
        dpkg-query --show --showformat='${db:Status-Status}\n${Provides}\n' "$package" 2> /dev/null |
            grep -q '^installed$' || missing+=("$package")
    done
    [ "${#missing[@]}" -eq 0 ] && return
    say "installing ${missing[*]}"
    as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
}

require_dotnet() {
    if ! command -v dotnet > /dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
        say "the .NET SDK 10 is needed and 'dotnet --list-sdks' shows none; install the package dotnet-sdk-10.0."
        exit 2
    fi
}

# The number behind a name in the summary of the run: "  succeeded: 92".
count_of() {
    sed -nE "s/^ +$1: ([0-9]+)\$/\\1/p" "$log" | tail -n 1
}

install_missing_packages
require_dotnet

dotnet restore Beamer.sln --locked-mode -v quiet
dotnet build Beamer.sln -c Release --no-restore -v quiet

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
# One test program at a time: the end-to-end test must not share the machine with the others.
dotnet test --solution Beamer.sln -c Release --no-build --no-progress --no-ansi \
    --max-parallel-test-modules 1 2>&1 | tee "$log" || status=$?

passed=$(count_of succeeded)
failed=$(count_of failed)
skipped=$(count_of skipped)
if [ "$((${passed:-0} + ${failed:-0}))" -eq 0 ]; then
    say "no test ran."
    [ "$status" -ne 0 ] || status=1
fi
if [ "${failed:-0}" -ne 0 ] && [ "$status" -eq 0 ]; then status=1; fi
if [ "${failed:-0}" -eq 0 ] && [ "$status" -ne 0 ]; then say "a test program ended with an error: see above."; fi
printf '%s passed, %s failed, %s skipped\n' "${passed:-0}" "${failed:-0}" "${skipped:-0}"
exit "$status"
