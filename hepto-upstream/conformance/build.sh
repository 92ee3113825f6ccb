#!/bin/bash
# build.sh: builds into ../target/conformance what the conformance suite needs from the pinned Kubernetes: the suite
# itself, the programs in its images, and the layer below those. Nothing is done again while no input has changed.
set -euo pipefail
cd "$(dirname "$0")"

target=../target/conformance

fail() { echo "conformance: $*" >&2; exit 1; }
say() { echo "conformance: $*"; }

# The suite has to be of the version that it tests: whatever both modules name must be the same.
same_versions() {
	local different
	different=$(awk '$1 == "require" && $2 != "(" { $1 = ""; $0 = $0 } $2 ~ /^v[0-9]/ { print $1, $2 }' ../upstream/go.mod go.mod |
		sort -u | awk '$1 == module { print $1 } { module = $1 }' | sort -u)
	[ -z "$different" ] || fail "other versions in conformance/go.mod than in upstream/go.mod: ${different//$'\n'/ };" \
		"copy upstream's go.mod and go.sum here, set the module's name and run go mod tidy"
}

# fresh NAME INPUT…: true when target/NAME was made from the same inputs; leaves their digest.
fresh() {
	local name=$1
	shift
	digest=$({ echo "$GOARCH $(go env GOVERSION)"; sha256sum "$@"; } | sha256sum)
	[ -e "$target/$name" ] && [ "$(cat "$target/.$name.stamp" 2>/dev/null)" = "$digest" ]
}

finished() {
	echo "$digest" >"$target/.$1.stamp"
	say "hepto-upstream/target/conformance/$1, $(stat -c %s "$target/$1") bytes"
}

# program NAME ARGUMENT…: what `go ARGUMENT…` builds.
program() {
	local name=$1
	shift
	fresh "$name" build.sh go.mod go.sum && return
	say "building $name"
	CGO_ENABLED=0 go "$@" -ldflags "$flags" -o "$target/$name" "$package"
	finished "$name"
}

command -v go >/dev/null || fail "go not found: install Go 1.26 or newer (go.dev/dl) and put it on PATH"
GOARCH=$(go env GOHOSTARCH)
export GOARCH GOOS=linux GOFLAGS="-trimpath -buildvcs=false" GOWORK=off
mkdir -p "$target"
same_versions
fresh base.tar base.sh || { say "collecting packages for the images"; ./base.sh "$target/base.tar"; finished base.tar; }
fresh sh build.sh sh.c || { "${CC:-gcc}" -Os -static -Wall -Wextra -Werror -s -o "$target/sh" sh.c; finished sh; }

kubernetes=$(go list -m -f '{{.Version}}' k8s.io/kubernetes)
IFS=. read -r major minor _ <<<"${kubernetes#v}"
flags="-s -w"
for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
	flags+=" -X $package.gitVersion=$kubernetes -X $package.gitMajor=$major -X $package.gitMinor=$minor"
done
package=k8s.io/kubernetes/test/images/agnhost program agnhost build
package=k8s.io/kubernetes/test/images/nonewprivs program nonewprivs build
package=k8s.io/sample-apiserver program sample-apiserver build
package=go.etcd.io/etcd/server/v3 program etcd build
package=k8s.io/kubernetes/test/e2e program e2e.test test -c

# porter's certificate is a file of the agnhost image
module=$(go list -m -f '{{.Dir}}' k8s.io/kubernetes)
install -m 0644 "$module"/test/images/agnhost/porter/localhost.{crt,key} "$target"
