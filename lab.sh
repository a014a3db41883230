#!/bin/sh
# Builds Beamer and runs a whole fleet of it on this machine, in network namespaces, under real load.
#   sudo ./lab.sh                  the scenario: every kind of change and of death, about two minutes
#   sudo ./lab.sh run --short      the same in less than one
#   sudo ./lab.sh run --datapath xdp   the same with MUXes and agents that decide in the kernel
#   sudo ./lab.sh run X03          one experiment of docs/experiments.md; "run all" for all of them
#   sudo ./lab.sh demo             load until Ctrl-C; the events are yours
#   sudo ./lab.sh up | down | shell client
set -eu
cd "$(dirname "$0")"

if [ "$(id -u)" -ne 0 ]; then
    echo "lab.sh: it makes network namespaces and so needs root; run: sudo ./lab.sh" >&2
    exit 1
fi
if ! command -v dotnet >/dev/null; then
    echo "lab.sh: the .NET 10 SDK is missing; see https://learn.microsoft.com/dotnet/core/install/linux-debian" >&2
    exit 1
fi

missing=""
for pair in nginx:nginx-light ip:iproute2 ethtool:ethtool sysctl:procps curl:curl setsid:util-linux; do
    PATH="$PATH:/usr/sbin:/sbin" command -v "${pair%%:*}" >/dev/null || missing="$missing ${pair#*:}"
done
if [ -n "$missing" ]; then
    echo "lab.sh: installing$missing" >&2
    apt-get update -qq
    # shellcheck disable=SC2086 # one word per package
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
fi
PATH="$PATH:/usr/sbin:/sbin"
export PATH

for project in Controller Mux Backend Cli Lab; do
    dotnet build "src/$project" --configuration Release -nodeReuse:false --verbosity quiet >&2
done

[ "$#" -gt 0 ] || set -- run
exec artifacts/bin/Lab/release/beamer-lab "$@"
