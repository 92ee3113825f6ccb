#!/bin/sh
# Builds the kernel of the lab's hosts (User-Mode Linux) from Debian's linux-source, packed, into the file $1.
# Compiles 960 files: nine CPU minutes, six of them to read headers, 0.4 s for each file. Takes 2 GB in $TMPDIR, changes nothing on the machine
# and needs no root.
#   JOBS=n           how many compilers at a time (as many as CPUs)
#   KERNEL_SOURCE=f  a linux-source-7.2.tar.xz that is there already
#   STEP=configure   stop before compiling
set -eu

version=7.2
package=linux-source-$version
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/hepto/uml/linux-uml-$version.xz}
mkdir -p "$(dirname "$out")"

for tool in make gcc flex bison bc xz tar; do
    command -v "$tool" > /dev/null || missing="${missing:-} $tool"
done
if [ "${missing:-}" ]; then
    echo "the kernel needs these tools:$missing (apt-get install build-essential flex bison bc xz-utils)" >&2
    exit 1
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/hepto-kernel-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
cd "$work"

# The mirror that this machine uses for its own release.
mirror() {
    . /etc/os-release
    apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' |
        awk -v release="${VERSION_CODENAME:-}" '$2 == release { print $1; exit }'
}

# apt with lists, sources and state of its own: the machine's stay as they are.
own_apt() {
    tool=$1
    shift
    "$tool" -q -o Dir::Etc::SourceList="$work/apt/sources.list" -o Dir::Etc::SourceParts=- \
        -o Dir::State="$work/apt" -o Dir::State::Status="$work/apt/status" -o Dir::Cache="$work/apt/cache" \
        -o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
}

download() {
    site=$(mirror)
    if [ -z "$site" ]; then
        echo "found no Debian mirror in this machine's apt sources: set KERNEL_SOURCE" >&2
        return 1
    fi
    mkdir -p apt/lists/partial apt/cache/archives/partial
    : > apt/status
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    for suite in sid trixie-backports; do
        echo "deb [signed-by=$keyring] $site $suite main" > apt/sources.list
        if own_apt apt-get update && own_apt apt-get download "$package"; then
            dpkg-deb --fsys-tarfile "$package"_*.deb | tar -xO "./usr/src/$package.tar.xz" > "$package.tar.xz"
            rm -rf apt ./*.deb
            return
        fi
    done
    echo "no suite has $package: set KERNEL_SOURCE" >&2
    return 1
}

source=${KERNEL_SOURCE:-}
if [ -z "$source" ]; then
    download
    source=$work/$package.tar.xz
fi
# without what is never compiled here; Kconfig and make want to see all of their own files
tar -xf "$source" --exclude='*/Documentation/*.rst' --exclude='*/Documentation/*.yaml' \
    --exclude='*/drivers/gpu/*.[ch]' --exclude='*/drivers/media/*.[ch]' --exclude='*/drivers/staging/*.[ch]' \
    --exclude='*/drivers/net/ethernet/*.[ch]' --exclude='*/drivers/net/wireless/*.[ch]' --exclude='*/sound/*.[ch]' \
    --exclude='*.dts' --exclude='*.dtsi' --exclude='*/tools/testing/*'
cd "$package"

# kubelet reads the frequency of the CPU and refuses to run without one
sed -i 's|^\(.*\)seq_printf(m, "bogomips.*|\1seq_printf(m, "cpu MHz\\t\\t: 2000.000\\n");\n&|' arch/um/kernel/um_arch.c
grep -q 'cpu MHz' arch/um/kernel/um_arch.c

KCONFIG_ALLCONFIG=$here/uml.config make ARCH=um allnoconfig
# a line whose requirements are not there is dropped without a word
if grep '^CONFIG_' "$here/uml.config" | grep -vxFf .config >&2; then
    echo "the kernel's configuration does not take these lines of uml.config" >&2
    exit 1
fi
[ "${STEP:-}" != configure ] || exit 0
make ARCH=um -j"${JOBS:-$(nproc)}" linux
strip -o linux.stripped linux
xz -T1 -c linux.stripped > "$out.part"
mv "$out.part" "$out"
echo "$out"
