#!/bin/sh
# Goes through every state of small fleets with production's own rules, and through the same with one rule left out.
#   ./model.sh                  the quick configurations and every counter-example, under a minute
#   ./model.sh --deep           the large ones as well
#   ./model.sh F1 V7            only these
#   ./model.sh --help           more
# The last line is "configurations N, unexpected violations 0, counter-examples M of M"; the status is 1 otherwise.
set -eu
cd "$(dirname "$0")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_CLI_UI_LANGUAGE=en
if ! command -v dotnet >/dev/null; then
    echo "model.sh: the .NET 10 SDK is missing; see https://learn.microsoft.com/dotnet/core/install/linux-debian" >&2
    exit 2
fi

dotnet build tests/Model --configuration Release --verbosity quiet >&2
exec artifacts/bin/Model/release/Beamer.Tests.Model "$@"
