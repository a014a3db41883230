#!/usr/bin/env bash
# Simulates whole fleets in virtual time, on the production code, and says whether any connection was broken.
#   ./sim.sh --help                  the scenarios
#   ./sim.sh cheetah --seeds 1000    one of them, with many seeds
#   ./sim.sh cheetah --seed 7 --plot cheetah.svg --csv cheetah.csv
set -euo pipefail
cd "$(dirname "$0")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_CLI_UI_LANGUAGE=en

dotnet build tests/Simulation -c Release -v quiet >&2
exec artifacts/bin/Simulation/release/Beamer.Tests.Simulation "$@"
