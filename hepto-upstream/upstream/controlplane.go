//plane:control-plane

package main

import (
	"org.hepto/upstream/lean"
	"org.hepto/upstream/plane"
	_ "org.hepto/upstream/zones"
)

// controlPlane returns the components of a control plane, of which the apiserver calls etcd without a socket.
func controlPlane(shared *kubeGlobals) map[string]plane.Component {
	inProcess := lean.NewInProcessEtcd()
	return map[string]plane.Component{
		"etcd":                    &etcd{inProcess: inProcess},
		"kube-apiserver":          &apiServer{globals: shared, etcd: inProcess},
		"kube-controller-manager": &controllerManager{globals: shared},
		"kube-scheduler":          &scheduler{globals: shared},
	}
}
