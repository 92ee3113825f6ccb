#!/bin/bash
# base.sh FILE: makes the layer below all images of the conformance suite: a shell, curl, dig, nc, socat, ip and busybox
# from Debian's or Ubuntu's packages, as a tar archive of 120 MB. Takes 20 s of CPU time, and root for chroot.
set -euo pipefail

fail() { echo "conformance: $*" >&2; exit 1; }

out=$1
[ "$(id -u)" = 0 ] || fail "mmdebstrap makes the images in a chroot: run this as root"
command -v mmdebstrap >/dev/null || fail "mmdebstrap not found: install mmdebstrap"
# shellcheck disable=SC1091
. /etc/os-release

# The mirrors that this machine uses for its own release.
sources=$(apt-get indextargets --format '$(ORIGIN) $(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
	awk -v codename="${VERSION_CODENAME:-}" '($1 == "Debian" || $1 == "Ubuntu") && ($3 == "main" || $3 == "universe") &&
		$2 ~ "^" codename "(-updates|-security)?$" { print "deb", $4, $2, $3 }' | sort -u)
[ -n "$sources" ] || fail "apt knows no mirror of this machine's own Debian or Ubuntu: run apt-get update"

# sh is bash: busybox and dash drop variables whose names have dashes, and tests of ConfigMaps look for those.
# What no package brings, busybox stands for: tests run wget and mount. Perl comes as essential and is a third of it.
# shellcheck disable=SC2016
mmdebstrap --quiet --mode=root --variant=essential --keyring=/usr/share/keyrings --format=tar --skip=output/dev \
	--include=bash,bind9-dnsutils,busybox-static,curl,iproute2,netcat-openbsd,socat,util-linux \
	--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
	--dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
	--dpkgopt='path-exclude=/usr/share/zoneinfo/*' --dpkgopt='path-exclude=/usr/lib/*/gconv/*' \
	--customize-hook='ln -sf bash "$1/bin/sh"' \
	--customize-hook='chroot "$1" busybox --install -s /usr/bin' \
	--customize-hook='rm -rf "$1"/var/lib/dpkg "$1"/var/lib/apt "$1"/var/cache/* "$1"/var/log/*' \
	--customize-hook='rm -rf "$1"/usr/share/perl* "$1"/usr/lib/*/perl* "$1"/usr/lib/*/libperl* "$1"/usr/bin/perl*' \
	"$VERSION_CODENAME" "$out.new" - <<<"$sources" >&2
mv "$out.new" "$out"
