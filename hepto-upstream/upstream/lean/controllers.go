package lean

import (
	"k8s.io/controller-manager/options"
	"k8s.io/kubernetes/cmd/kube-controller-manager/names"
)

// LeaveOutControllers turns off one controller: the one that checks the types of the expressions in a
// ValidatingAdmissionPolicy and writes what it found into the policy's status.typeChecking.
//
// Held with it: the OpenAPI definitions of the whole API, 4 MiB. Policies are enforced by the apiserver, which compiles
// the expressions itself; only the warnings in the status stay empty. An operator's own choice of controllers is kept.
func LeaveOutControllers(generic *options.GenericControllerManagerConfigurationOptions) {
	generic.Controllers = append(generic.Controllers, "-"+names.ValidatingAdmissionPolicyStatusController)
}
