// Package zones brings the world's time zones along, for CronJobs that name one.
//
// The commands of kube-apiserver and kube-controller-manager import the same data; their packages app, by which they run
// here, do not. Without it zones are the host's, in /usr/share/zoneinfo, which a minimal host has not: the apiserver refuses
// such a CronJob there, and the controller manager does not run one that is there already.
package zones

import _ "time/tzdata"
