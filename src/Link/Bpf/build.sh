#!/bin/sh
# Compiles every BPF program of this repository: NAME.bpf.c becomes NAME.bpf.o beside it, or in the directory given.
# The same bytes each time and in each directory: Debian 12's clang 14, its headers, and no path in the output.
# Needs: apt-get install clang-14 llvm-14 libbpf-dev
set -eu
cd "$(dirname "$0")/../../.."
root=$PWD
out=${1:-}

arch=$(uname -m)
find src tests -name '*.bpf.c' -not -path '*/artifacts/*' | LC_ALL=C sort | while read -r source; do
    object=${source%.c}.o
    if [ -n "$out" ]; then
        object=$out/$object
        mkdir -p "$(dirname "$object")"
    fi
    # -g: libbpf reads the maps' shapes from it (BTF); what only a debugger needs is stripped. -mcpu=v3: Linux 5.1.
    clang-14 --target=bpfel -mcpu=v3 -O2 -g -fdebug-prefix-map="$root"=. -fno-ident \
        -Wall -Wextra -Werror -Wno-unused-parameter -Wno-sign-compare -Wno-address-of-packed-member \
        -Isrc/Link/Bpf -I"/usr/include/$arch-linux-gnu" -c "$source" -o "$object"
    llvm-strip-14 -g "$object"
done
