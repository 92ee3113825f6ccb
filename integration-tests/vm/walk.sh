#!/bin/bash
# Runs as root in the virtual machine, in a folder with install.md, hepto.jar, web.yaml and busybox.tar: installs by
# install.md and walks through what an operator expects. Answers to run.sh line by line:
#   doing STEP, seen STEP      a step begins; it was seen to work
#   failed STEP                it wasn't; details were before
#   ok                         all steps were seen
# Other lines are details. Waiting is generous, since without KVM a virtual machine is 16 times as slow.
set -uo pipefail

exec 3>&1
outside=$(sed -n 's/.*hepto\.outside=\([^ ]*\).*/\1/p' /proc/cmdline)
jar=/usr/local/lib/hepto/hepto.jar
data=/var/lib/hepto

die() { echo "$*"; exit 1; }

# step NAME FUNCTION
step() {
	local code
	echo "doing $1"
	(set -e; "$2") >step.log 2>&1
	code=$?
	if [ $code != 0 ]; then
		tail -n 30 step.log
		journalctl --unit hepto --output cat --no-pager --lines 30 2>/dev/null
		echo "failed $1"
		exit 1
	fi
	echo "seen $1"
}

# eventually SECONDS COMMAND…
eventually() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $end ] || die "timed out: $*"
		sleep 5
	done
}

kubectl() { KUBECONFIG=$data/hepto/n1/kubeconfig $jar kubectl "$@"; }
pod() { kubectl get pods -l app=web -o 'jsonpath={.items[0].metadata.name}'; }
service_address() { kubectl get service "$1" -o 'jsonpath={.spec.clusterIP}'; }

# blocks SECTION: the fenced blocks of a section of install.md, as files named by their order.
blocks() {
	rm -rf blocks
	mkdir blocks
	awk -v section="## $1" '
		/^```/ { inside = !inside; if (inside) n++; next }
		!inside && /^## / { wanted = ($0 == section); next }
		wanted && inside { print > sprintf("blocks/%02d", n) }' install.md
}

# In a scope, as the processes of a login are.
check() {
	systemd-run --quiet --scope java -jar hepto.jar check
}

# Blocks that begin with the name of a file become that file; the others are run as they stand.
install_as_documented() {
	local block first
	blocks systemd
	for block in blocks/*; do
		read -r first <"$block"
		case $first in
			"# /"*) install -D -m 0644 "$block" "${first#\# }" ;;
			*) sh -eux "$block" ;;
		esac
	done
	install -D -m 0644 -t $data/images busybox.tar
	systemctl is-enabled hepto
	rm hepto.jar
}

# Shows what the node has said since the last time.
says_ready() {
	[ "$(systemctl show --property NRestarts --value hepto)" -le 3 ] || die "the unit was restarted again and again"
	journalctl --unit hepto --output cat --cursor-file=cursor >said
	grep -v 'No entries' said >&3
	grep -q 'is Ready' said
}

node_is_ready() {
	eventually 3600 says_ready
	kubectl get node n1
	[ "$(kubectl get node n1 -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}')" = True ]
}

pods_run() {
	local prefix addresses address
	kubectl apply -f web.yaml
	kubectl rollout status deployment/web --timeout=1800s
	prefix=$(kubectl get node n1 -o 'jsonpath={.spec.podCIDR}')
	prefix=${prefix%%::/*}
	addresses=$(kubectl get pods -l app=web --field-selector=status.phase=Running -o 'jsonpath={.items[*].status.podIP}')
	[ "$(wc -w <<<"$addresses")" = 2 ] || die "expected two Running pods, saw '$addresses'"
	for address in $addresses; do
		[[ $address == "$prefix:"* ]] || die "$address is outside of $prefix"
	done
}

# in_pod COMMAND
in_pod() { kubectl exec "$(pod)" -- sh -c "$1"; }

# pod_gets ADDRESS PORT ANSWER
pod_gets() { in_pod "printf 'GET / HTTP/1.0\r\n\r\n' | nc -w 60 $1 $2 | tail -n 1" | grep "^$3"; }

# host_gets ADDRESS PORT ANSWER; a bare system has no client but bash
host_gets() {
	(
		exec 3<>"/dev/tcp/$1/$2"
		printf 'GET / HTTP/1.0\r\n\r\n' >&3
		tail -n 1 <&3
	) | grep "^$3"
}

service_answers_pod() { eventually 300 pod_gets "$(service_address web)" 80 web-; }
service_answers_host() { eventually 300 host_gets "$(service_address web)" 80 web-; }

dns_answers() {
	in_pod "nslookup kubernetes.default.svc.cluster.local" | grep "$(service_address kubernetes)"
	in_pod "nslookup web.default.svc.cluster.local" | grep "$(service_address web)"
	pod_gets web 80 web-
}

logs() { kubectl logs "$(pod)" | grep "web is up"; }
executes() { [ "$(kubectl exec "$(pod)" -- hostname)" = "$(pod)" ]; }

# Nothing leads back to a pod's own address, so an answer shows that the node has put its own in place of it.
pod_reaches_outside() { pod_gets "${outside%:*}" "${outside##*:}" outside; }

traces() {
	ls /sys/class/net
	find /sys/fs/cgroup -name '*hepto*' -type d
	grep hepto /proc/mounts || true
	grep -las '[h]epto.jar' /proc/[0-9]*/cmdline || true
}

# The unit's own cgroup goes with it.
stops() {
	systemctl stop hepto
	[ "$(systemctl show --property Result --value hepto)" = success ]
	traces >after
	diff before after
}

# shellcheck disable=SC1091
echo "$(. /etc/os-release; echo "$PRETTY_NAME"), kernel $(uname -r), $(systemctl --version | sed 's/ (.*//;q'), $(java -version 2>&1 | sed 's/.*"\(.*\)".*/Java \1/;q')"
traces >before
step "hepto.jar check" check
grep -E '^ *(warn|fail)' step.log
step "installed as docs/install.md says" install_as_documented
step "node is Ready" node_is_ready
step "two pods are Running in the node's pod range" pods_run
step "the Service answers a pod" service_answers_pod
step "the Service answers the host through the veth" service_answers_host
step "DNS answers for kubernetes and for the Service" dns_answers
step "kubectl logs" logs
step "kubectl exec" executes
step "a pod reaches the outside through masquerade" pod_reaches_outside
step "the unit stops and leaves nothing behind" stops
echo "the unit was restarted $(systemctl show --property NRestarts --value hepto) times by systemd"
echo ok
