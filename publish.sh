#!/usr/bin/env bash
# Compiles the three daemons and beamerctl to machine code (NativeAOT): artifacts/beamer then holds all that a host
# needs, and artifacts/beamer-VERSION-linux-x64.tar.gz the same with the units and the samples. Hosts need no .NET.
#   ./publish.sh            everything
#   ./publish.sh Mux Cli    these alone, without the archive
set -euo pipefail
cd "$(dirname "$0")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_CLI_UI_LANGUAGE=en
PATH="$PATH:/usr/sbin:/sbin"
programs=(Controller Mux Backend Cli)
packages=(gcc libc6-dev zlib1g-dev)
runtime=linux-x64
output=artifacts/beamer
# Apart from the ordinary build, whose references and objects are not those of a runtime identifier.
build=$PWD/artifacts/native

say() { printf 'publish.sh: %s\n' "$*" >&2; }

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
        dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2> /dev/null |
            grep -q '^installed$' || missing+=("$package")
    done
    [ "${#missing[@]}" -eq 0 ] && return
    say "installing ${missing[*]}"
    as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
}

compile() {
    say "compiling $1"
    # The analyzers have had their say in every ordinary build.
    dotnet publish "src/$1" -c Release -r "$runtime" -v quiet -nodeReuse:false -o "$output" \
        -p:PublishAot=true -p:CppCompilerAndLinker=gcc -p:ArtifactsPath="$build" -p:RunAnalyzers=false
}

# What MinVer made of the tags: 1.2.3 at one, 1.2.4-alpha.0.5 five commits after it. Without "+commit".
version_of() {
    "$output/beamerctl" --version | sed 's/+.*//'
}

pack() {
    local version folder
    version=$(version_of)
    folder=$(mktemp -d)
    # Now: at the end of the script the name is not known any more.
    trap "rm -rf '$folder'" EXIT
    mkdir -p "$folder/beamer-$version"
    cp -r "$output" "$folder/beamer-$version/bin"
    # Where README and the pages that it names look for them.
    cp -r deploy docs LICENSE README.md ARCHITECTURE.md CONTRIBUTING.md "$folder/beamer-$version"
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(git log -1 --format=%ct 2> /dev/null || echo 0)" \
        -C "$folder" -czf "artifacts/beamer-$version-$runtime.tar.gz" "beamer-$version"
    say "artifacts/beamer-$version-$runtime.tar.gz"
}

if ! command -v dotnet > /dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
    say "the .NET SDK 10 is needed and 'dotnet --list-sdks' shows none; install the package dotnet-sdk-10.0."
    exit 2
fi
[ "$(uname -m)" = x86_64 ] || { say "this machine is $(uname -m); only x86-64 is built."; exit 2; }
install_missing_packages

chosen=("${programs[@]}")
if [ "$#" -gt 0 ]; then chosen=("$@"); fi
mkdir -p "$output"
for program in "${chosen[@]}"; do compile "$program"; done
rm -f "$output"/*.dbg "$output"/*.xml "$output"/*.pdb
[ "$#" -gt 0 ] || pack
ls -l "$output" >&2
