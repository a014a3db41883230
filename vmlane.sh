#!/usr/bin/env bash
# Runs servers of a fleet as virtual machines with Debian's own kernel, for what one shared kernel cannot show: every
# machine has secrets of its own for SYN cookies and sequence numbers. No KVM is used. docs/vm-lane.md: what is checked.
#   sudo ./vmlane.sh                        every check; the last line is "vmlane: N passed, N failed"
#   sudo ./vmlane.sh --connections 10000    larger
#   sudo ./vmlane.sh --help                 more
set -euo pipefail
cd "$(dirname "$0")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_CLI_UI_LANGUAGE=en
PATH="$PATH:/usr/sbin:/sbin"
packages=(qemu-system-x86 busybox-static kmod cpio python3 iproute2 ethtool curl procps)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/beamer-vmlane

say() { printf 'vmlane.sh: %s\n' "$*" >&2; }

install_missing_packages() {
    local package missing=()
    for package in "${packages[@]}"; do
        dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2> /dev/null |
            grep -q '^installed$' || missing+=("$package")
    done
    [ "${#missing[@]}" -eq 0 ] && return
    say "installing ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
}

# Unpacked, not installed: this machine goes on with the kernel that it has. 70 MB of download, once.
fetch_kernel() {
    [ ! -e "$cache/complete" ] || return 0
    local package work
    package=$(apt-cache depends linux-image-amd64 | sed -nE 's/^ *Depends: (linux-image-[0-9].*)$/\1/p' | head -n 1)
    say "fetching $package"
    rm -rf "$cache" && mkdir -p "$cache"
    work=$(mktemp -d)
    (cd "$work" && apt-get download -qq "$package" && dpkg -x "$package"_*.deb "$cache")
    rm -rf "$work"
    mv "$cache"/boot/vmlinuz-* "$cache/vmlinuz"
    basename "$cache"/lib/modules/* > "$cache/release"
    # Loading happens in emulation: what no check needs is not even indexed.
    (cd "$cache"/lib/modules/*/kernel && rm -rf sound drivers/{gpu,media,scsi,infiniband,usb,staging,iio,hwmon,input})
    depmod -b "$cache" "$(cat "$cache/release")"
    # Booting the unpacked kernel spares the machine its decompression in emulation, some four seconds each time.
    python3 tests/VmLane/unpack_kernel.py "$cache/vmlinuz" "$cache/vmlinux"
    touch "$cache/complete"
}

# A disk in memory that mounts this machine's own file system, read-only, and goes on from there.
make_initrd() {
    local root module release
    release=$(cat "$cache/release")
    root=$(mktemp -d)
    mkdir -p "$root"/{bin,proc,sys,dev,modules,host,changes,root}
    cp "$(command -v busybox)" "$root/bin/busybox"
    install -m 755 tests/VmLane/init "$root/init"
    for module in virtio_pci 9pnet_virtio 9p overlay virtio_net; do
        modprobe -d "$cache" -S "$release" --show-depends "$module"
    done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r module; do
        cp "$module" "$root/modules/"
        basename "$module" >> "$root/modules/order"
    done
    (cd "$root" && find . | cpio --quiet -o -H newc | gzip -1) > "$cache/initrd.gz"
    rm -rf "$root"
}

[ "$(id -u)" -eq 0 ] || { say "it makes network namespaces and so needs root; run: sudo ./vmlane.sh"; exit 2; }
[ "$(uname -m)" = x86_64 ] || { say "this machine is $(uname -m); the lane is x86-64."; exit 2; }
case $PWD/ in /tmp/* | /run/*) say "the machines see no file below /tmp and /run: move the repository."; exit 2 ;; esac
install_missing_packages
fetch_kernel
make_initrd
for project in src/Cli tests/Unit tests/DataPlane; do
    dotnet build "$project" --configuration Release -nodeReuse:false --verbosity quiet >&2
done
exec python3 tests/VmLane/lane.py --cache "$cache" "$@"
