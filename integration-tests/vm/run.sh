#!/bin/bash
# run.sh: boots Debian stable with its own kernel and systemd, installs hepto-cli/target/hepto.jar in it by
# docs/install.md and walks through the steps of the demo. Ends with 0 when all were seen. Called by ./dev vm, which
# also says how an archive of the test pods' image is made: BUSYBOX_ARCHIVE is the file.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"

fail() { echo "vm: $*" >&2; exit 1; }
say() { printf '%6d s  %s\n' "$SECONDS" "$*"; }

work=$(realpath -m ../target/vm)
log=$work/run.log
memory=3072
prefix=2001:db8:5
qemu=

# The image is made anew when its script has changed, and each month for Debian's updates.
image() {
	local stamp
	stamp=$({ sha256sum image.sh; date +%Y-%m; })
	[ "$(cat "$work/stamp" 2>/dev/null)" != "$stamp" ] || return 0
	say "making Debian's image, two minutes (log: integration-tests/target/vm/image.log)"
	rm -f "$work/stamp"
	./image.sh "$work" >"$work/image.log" 2>&1 || { tail -n 15 "$work/image.log" >&2; fail "no image"; }
	echo "$stamp" >"$work/stamp"
}

# KVM counts when a kernel gets as far as to miss its root: a nested one may hang or reset.
accelerator() {
	if [ -w /dev/kvm ] && timeout 20 qemu-system-x86_64 -accel kvm -cpu max -m 512 -nodefaults -display none -no-reboot \
		-serial stdio -kernel "$work/vmlinuz" -append "console=ttyS0 panic=-1" </dev/null 2>&1 |
		grep -qa 'VFS: Unable to mount root'; then
		echo kvm
	else
		echo tcg,thread=multi
	fi
}

# The world outside: slirp, the user-mode network, shows the machine's loopback as $prefix::2.
outside() {
	local try
	mkdir -p "$work/outside"
	echo outside >"$work/outside/index.html"
	for try in 1 2 3 4 5 6 7 8; do
		port=$((20000 + RANDOM % 10000))
		busybox httpd -f -p "[::1]:$port" -h "$work/outside" &
		httpd=$!
		sleep 0.5
		! kill -0 $httpd 2>/dev/null || return 0
	done
	fail "no free port for the world outside after $try attempts"
}

payload() {
	cp ../../hepto-cli/target/hepto.jar ../../docs/install.md walk.sh ../src/main/resources/org/hepto/scenarios/web.yaml "$payload"
	mv "$BUSYBOX_ARCHIVE" "$payload/busybox.tar"
	tar -cf "$work/payload.tar" -C "$payload" .
	rm -rf "$payload"
}

machine() {
	TMPDIR=$work exec qemu-system-x86_64 -accel "$1" -cpu max -smp 2 -m $memory -nodefaults -display none -no-reboot \
		-kernel "$work/vmlinuz" -initrd "$work/initrd" -append "root=/dev/vda rw console=ttyS0 hepto.outside=$prefix::2:$port" \
		-drive "file=$work/root.img,format=raw,if=virtio,snapshot=on" \
		-drive "file=$work/payload.tar,format=raw,if=virtio,readonly=on" \
		-netdev "user,id=net,ipv4=off,ipv6=on,ipv6-prefix=$prefix::,ipv6-prefixlen=64,ipv6-host=$prefix::2" \
		-device virtio-net-pci,netdev=net -device virtio-rng-pci \
		-serial "file:$work/console.log" -serial stdio
}

cleanup() {
	local pid
	for pid in $qemu ${httpd:-}; do kill "$pid" 2>/dev/null || true; done
	rm -rf "$payload" "$work/payload.tar" "$work/outside"
}

# Shows what the machine answers, and a sign of life each half minute.
follow() {
	local line now="the system boots" shown=$SECONDS
	while :; do
		if IFS= read -r -t 5 line; then
			line=${line%$'\r'}
			case $line in
				"doing "*) now=${line#doing } ;;
				"seen "*) say "${line#seen }"; shown=$SECONDS ;;
				"failed "*) say "failed: ${line#failed }"; return 1 ;;
				ok) return 0 ;;
				*) echo "          $line" ;;
			esac
		elif [ $? -le 128 ]; then
			say "the machine ended while: $now"
			return 1
		elif [ $((SECONDS - shown)) -ge 30 ]; then
			say "… $now"
			shown=$SECONDS
		fi
	done
}

main() {
	local accel code=0 answers
	mkdir -p "$work"
	payload=$(mktemp -d "$work/payload-XXXXXX")
	trap cleanup EXIT
	trap 'exit 130' INT TERM
	image
	accel=$(accelerator)
	outside
	payload
	say "Debian stable boots under qemu ($accel)"
	exec {answers}< <(machine "$accel" </dev/null 2>&1)
	qemu=$!
	follow <&"$answers" | tee "$log" || code=1
	if [ "$code" = 0 ]; then
		echo "vm: ok in $SECONDS s"
	else
		echo "vm: failed after $SECONDS s; see integration-tests/target/vm/run.log and console.log" >&2
	fi
	exit "$code"
}
main
