#!/bin/bash
# build.sh        builds target/hepto-upstream, target/hepto-runtime and target/pause.tar
# build.sh test   vets and tests what is written here
# GOARCH=arm64 builds for the other CPU. Nothing is done again while no source and no tool has changed.
set -euo pipefail
cd "$(dirname "$0")"

fail() { echo "hepto-upstream: $*" >&2; exit 1; }
say() { echo "hepto-upstream: $*"; }

upstream_tags="netgo osusergo static_build grpcnotrace no_btrfs no_zfs no_devmapper no_tracing urfave_cli_no_docs"
runtime_tags="netgo osusergo static_build seccomp runc_nocriu no_grpc urfave_cli_no_docs"

tools() {
	command -v go >/dev/null || fail "go not found: install Go 1.26 or newer (go.dev/dl) and put it on PATH"
	export GOARCH=${GOARCH:-$(go env GOHOSTARCH)} GOOS=linux GOFLAGS="-trimpath -buildvcs=false" GOWORK=off
	local triplet native
	native=$(go env GOHOSTARCH)
	case $GOARCH in
		amd64) triplet=x86_64-linux-gnu ;;
		arm64) triplet=aarch64-linux-gnu ;;
		*) fail "GOARCH=$GOARCH is not supported, only amd64 and arm64 are" ;;
	esac
	if [ "$GOARCH" = "$native" ]; then CC=${CC:-gcc}; else CC=${CC:-$triplet-gcc}; fi
	export CC
	command -v "$CC" >/dev/null || fail "$CC not found: install gcc (Debian: gcc, for another CPU gcc-${triplet//_/-})"
	[ -e "$("$CC" -print-file-name=libseccomp.a)" ] || fail "static libseccomp not found: install libseccomp-dev:$GOARCH"
}

# fresh NAME INPUT…: true when target/NAME was made from the same inputs by the same tools; leaves their digest.
fresh() {
	local name=$1
	shift
	digest=$({
		echo "$GOARCH $CC $(go env GOVERSION)"
		find build.sh "$@" \( -path runtime/gen -o -path upstream/inits/tasks.go \) -prune -o \
			-type f ! -name '*_test.go' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
	} | sha256sum)
	[ -e "target/$name" ] && [ "$(cat "target/.$name.stamp" 2>/dev/null)" = "$digest" ]
}

finished() {
	echo "$digest" >"target/.$1.stamp"
	say "target/$1, $(stat -c %s "target/$1") bytes"
}

# version MODULE-DIRECTORY MODULE
version() { (cd "$1" && go list -m -f '{{.Version}}' "$2"); }

# progress: reads what go says on standard error, and says every half minute how far it is. Go names a package when it is
# compiled and a module when it is downloaded; `packages N` tells how many packages there will be; all else is passed on.
progress() {
	local line modules=0 packages=0 all='' shown=$SECONDS began=$SECONDS what
	while :; do
		if IFS= read -r -t 5 line; then
			case $line in
				"go: downloading "*) modules=$((modules + 1)) ;;
				"packages "*) all=${line#packages } ;;
				*[!A-Za-z0-9._~/-]* | '') echo "$line" ;;
				*) packages=$((packages + 1)) ;;
			esac
		elif [ $? -le 128 ]; then
			return 0
		fi
		[ $((SECONDS - shown)) -ge 30 ] || continue
		shown=$SECONDS
		if [ -z "$all" ]; then
			what="$modules modules downloaded"
		elif [ $packages -lt "$all" ]; then
			what="$packages of $all packages"
		else
			what="all $all packages compiled, linking"
		fi
		say "$what, $(((SECONDS - began) / 60)) min $(((SECONDS - began) % 60)) s"
	done
}

# compile DIRECTORY NAME GO-BUILD-ARGUMENT…: a program, with the number of packages that the cache doesn't have first.
compile() {
	local name=$2
	cd "$1"
	shift 2
	echo "packages $(go list -deps -f '{{if .Stale}}{{.ImportPath}}{{end}}' "$@" . | grep -c .)"
	go build -v "$@" -o "../target/$name" .
}

build_pause() {
	fresh pause.tar pause && return
	"$CC" -Os -static -no-pie -nostdlib -ffreestanding -fno-stack-protector -fno-asynchronous-unwind-tables \
		-Wall -Werror -Wl,--build-id=none -Wl,-z,norelro -Wl,-z,noseparate-code -s -o target/pause pause/pause.c
	GOARCH='' CGO_ENABLED=0 go run pause/image.go -arch "$GOARCH" target/pause target/pause.tar
	finished pause.tar
}

build_runtime() {
	fresh hepto-runtime runtime && return
	say "building hepto-runtime for $GOARCH"
	local flags="-s -w -linkmode external -extldflags -static" containerd plugins
	containerd=$(version runtime github.com/containerd/containerd/v2)
	plugins=$(version runtime github.com/containernetworking/plugins)
	flags+=" -X github.com/containerd/containerd/v2/version.Version=${containerd#v}"
	flags+=" -X github.com/containernetworking/plugins/pkg/utils/buildversion.BuildVersion=$plugins"
	export CGO_ENABLED=1
	{
		runtime/gen.sh
		compile runtime hepto-runtime -tags "$runtime_tags" -ldflags "$flags"
	} 2>&1 | progress
	finished hepto-runtime
}

build_upstream() {
	fresh hepto-upstream upstream runtime/go.mod && return
	say "building hepto-upstream for $GOARCH (10 to 18 minutes on 2 cores the first time)"
	local flags="-s -w" kubernetes major minor containerd package
	kubernetes=$(version upstream k8s.io/kubernetes)
	containerd=$(version upstream github.com/containerd/containerd/v2)
	IFS=. read -r major minor _ <<<"${kubernetes#v}"
	for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
		flags+=" -X $package.gitVersion=$kubernetes -X $package.gitMajor=$major -X $package.gitMinor=$minor"
	done
	flags+=" -X github.com/containerd/containerd/v2/version.Version=${containerd#v}"
	flags+=" -X main.runcVersion=$(version runtime github.com/opencontainers/runc)"
	flags+=" -X main.cniPluginsVersion=$(version runtime github.com/containernetworking/plugins)"
	export CGO_ENABLED=0
	{
		upstream/inits/gen.sh "$upstream_tags"
		compile upstream hepto-upstream -tags "$upstream_tags" -ldflags "$flags"
	} 2>&1 | progress
	finished hepto-upstream
}

# vet and go test keep their results themselves.
test_all() {
	[ -d runtime/gen ] || runtime/gen.sh
	[ -e upstream/inits/tasks.go ] || CGO_ENABLED=0 upstream/inits/gen.sh "$upstream_tags"
	(
		cd upstream
		export CGO_ENABLED=0
		go vet -vettool="$PWD/../vet.sh" -tags "$upstream_tags" ./...
		go test -vet=off -tags "$upstream_tags" ./...
	)
	(
		cd runtime
		go vet -vettool="$PWD/../vet.sh" -tags "$runtime_tags" . ./limits ./nodeinit
		CGO_CFLAGS="-O2 -DDAEMON_PATIENCE=1 -DOTHERS_PATIENCE=1" go test -vet=off ./limits ./nodeinit
	)
}

# In one command, so that an edit of this file does not change a build that runs.
main() {
	tools
	mkdir -p target
	case ${1:-build} in
		build) build_pause; build_runtime; build_upstream ;;
		test) test_all ;;
		*) fail "usage: build.sh [build|test]" ;;
	esac
	exit
}
main "$@"
