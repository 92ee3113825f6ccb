// Package nodeinit is the init of a node's container, two processes of one executable:
//
//	outer   in the pid namespace of the host: forwards signals, waits, and puts away what the launcher made
//	inner   pid 1 of the container: reaps, starts the daemon and restarts it when it dies, so that pods survive that
//
// The launcher has unshared every namespace but pid, pivoted the root and then executed `init DAEMON ARGUMENT…`, with
//
//	descriptor 100  cgroup.procs of the cgroup the launcher came from
//	descriptor 101  the directory of hepto's cgroup, with one directory below it for each node of this host
//	descriptor 102  the host's /run
//	descriptor 103  the lock of the node, to be kept open
//	descriptor 104  cgroup.procs at the top of the hierarchy
//	descriptor 105  /run/hepto.sysctls, with a shared lock of each node of this host
//	descriptor 106  a netlink socket of the host's network, for each daemon to inherit
//	descriptor 107  the host's root directory, likewise
//	HEPTO_CGROUP    the name of this node's directory below descriptor 101
//
// It is written in C and runs in a constructor, before the Go runtime starts: both processes live as long as the node,
// and each would hold 1.7 MiB, which is what the packages of this executable allocate to initialise. This
// way it is 68 KiB. All this package does is to be linked in.
package nodeinit

import "C"
