#!/bin/bash
# Makes importable copies of the upstream commands that exist as `package main` only. The edit is mechanical:
#   package main -> package NAME, func main() -> func Main()
set -euo pipefail
cd "$(dirname "$0")"
rm -rf gen

copy() { # IMPORT-PATH NAME
	local src target=gen/$2 file
	src=$(go list -e -f '{{.Dir}}' "$1")
	mkdir -p "$target"
	for file in "$src"/*.go; do
		case $file in *_test.go | *_windows.go) continue ;; esac
		sed -E -e "s/^package main$/package $2/" -e 's/^func main\(\)/func Main()/' "$file" >"$target/${file##*/}"
	done
	# what the copied files embed
	sed -n 's#^//go:embed ##p' "$src"/*.go | while read -r file; do
		install -m 644 "$src/$file" "$target/$file"
	done
}

plugins=github.com/containernetworking/plugins/plugins
copy github.com/opencontainers/runc runc
copy $plugins/main/ptp ptp
copy $plugins/main/bridge bridge
copy $plugins/main/loopback loopback
copy $plugins/meta/portmap portmap
copy $plugins/ipam/host-local hostlocal
