//plane:node-plane

package main

import "org.hepto/upstream/plane"

// nodePlane returns the components of a node.
func nodePlane() map[string]plane.Component {
	return map[string]plane.Component{
		"containerd": &containerd{},
		"kubelet":    &kubelet{},
		"kube-proxy": &kubeProxy{},
		"coredns":    &coredns{},
	}
}
