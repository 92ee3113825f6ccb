package lean

import (
	"strings"
	"testing"
)

func TestUnexportedFieldsAreCheckedBeforeTheyAreSet(t *testing.T) {
	structure := &struct{ endpoints []string }{}
	field, err := unexported(structure, "endpoints", "[]string")
	if err != nil {
		t.Fatal(err)
	}
	field.SetZero()
	if _, err := unexported(structure, "addresses", "[]string"); err == nil || !strings.Contains(err.Error(), "no field addresses") {
		t.Errorf("%v", err)
	}
	if _, err := unexported(structure, "endpoints", "string"); err == nil || !strings.Contains(err.Error(), "is a []string now") {
		t.Errorf("%v", err)
	}
}
