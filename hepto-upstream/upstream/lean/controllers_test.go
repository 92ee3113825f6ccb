package lean

import (
	"testing"

	"k8s.io/apimachinery/pkg/util/sets"
	controllermanager "k8s.io/controller-manager/app"
	"k8s.io/controller-manager/config"
	"k8s.io/controller-manager/options"
	"k8s.io/kubernetes/cmd/kube-controller-manager/names"
)

func TestOneControllerIsLeftOut(t *testing.T) {
	generic := options.NewGenericControllerManagerConfigurationOptions(&config.GenericControllerManagerConfiguration{Controllers: []string{"*"}})
	LeaveOutControllers(generic)
	for name, want := range map[string]bool{names.ValidatingAdmissionPolicyStatusController: false, names.GarbageCollectorController: true} {
		if got := controllermanager.IsControllerEnabled(name, sets.NewString(), generic.Controllers); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestControllerThatTheOperatorNamesIsKept(t *testing.T) {
	name := names.ValidatingAdmissionPolicyStatusController
	generic := options.NewGenericControllerManagerConfigurationOptions(&config.GenericControllerManagerConfiguration{Controllers: []string{name, "*"}})
	LeaveOutControllers(generic)
	if !controllermanager.IsControllerEnabled(name, sets.NewString(), generic.Controllers) {
		t.Error("left out")
	}
}
