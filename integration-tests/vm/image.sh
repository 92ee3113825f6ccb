#!/bin/bash
# image.sh DIRECTORY: makes a Debian stable with its own kernel and systemd: root.img (a sparse ext4 file system of
# 8 GiB), vmlinuz and initrd. Needs root for the chroot, and 3 GB below DIRECTORY.
set -euo pipefail

fail() { echo "vm: $*" >&2; exit 1; }

out=$1
[ "$(id -u)" = 0 ] || fail "mmdebstrap makes the image in a chroot: run this as root"

# The mirrors that this machine uses for its own Debian.
uris=$(apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(RELEASE) $(SITE)' 'Created-By: Packages' |
	awk '$1 == "Debian" && $2 == "main" { kind = $3 ~ /-security$/ ? "security" : "main"
		if (!seen[kind]++) print kind, $4 }')
main=${DEBIAN_MIRROR:-$(sed -n 's/^main //p' <<<"$uris")}
security=$(sed -n 's/^security //p' <<<"$uris")
[ -n "$main" ] || fail "apt knows no Debian mirror: name one in DEBIAN_MIRROR"
sources="deb $main stable main"
[ -z "$security" ] || sources+=$'\n'"deb $security stable-security main"

rm -rf "$out/root"
mkdir -p "$out/root"
# how this machine's apt reaches them
apt-config dump | grep -E '^Acquire::(https?|Check-Valid-Until|Check-Date)[ :]' >"$out/apt.conf" || true

# A bare system: init, kernel, and what docs/install.md asks for. busybox, curl and the like are missing on purpose.
mmdebstrap --mode=root --variant=minbase --format=directory --keyring=/usr/share/keyrings --aptopt="$out/apt.conf" \
	--include=systemd-sysv,linux-image-cloud-amd64,openjdk-25-jre-headless,nftables \
	--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
	stable "$out/root" - <<<"$sources"

cd "$out"
cat >root/etc/systemd/network/eth0.network <<-'END'
	[Match]
	Kind=!*
	Type=ether
	[Network]
	IPv6AcceptRA=yes
	LinkLocalAddressing=ipv6
END
# What is tested comes on the second disk, which is a tar archive; what it says goes to the second serial line.
cat >root/etc/systemd/system/walk.service <<-'END'
	[Unit]
	Wants=network-online.target
	After=network-online.target multi-user.target
	[Service]
	Type=oneshot
	TimeoutStartSec=infinity
	StandardOutput=tty
	StandardError=inherit
	TTYPath=/dev/ttyS1
	Environment=HOME=/root
	WorkingDirectory=/run/walk
	RuntimeDirectory=walk
	ExecStartPre=/usr/bin/tar -xf /dev/vdb
	ExecStart=/bin/bash /run/walk/walk.sh
	ExecStopPost=/usr/bin/systemctl --no-block poweroff
	[Install]
	WantedBy=graphical.target
END
echo n1 >root/etc/hostname
echo "/dev/vda / ext4 defaults 0 1" >root/etc/fstab
systemctl --root=root --quiet enable systemd-networkd walk.service
systemctl --root=root --quiet set-default graphical.target
systemctl --root=root --quiet mask serial-getty@ttyS1.service apt-daily.timer apt-daily-upgrade.timer
cp --dereference root/vmlinuz vmlinuz
cp --dereference root/initrd.img initrd
rm -f root.img
truncate -s 8G root.img
mkfs.ext4 -q -F -E lazy_itable_init=1 -d root root.img
rm -rf root
