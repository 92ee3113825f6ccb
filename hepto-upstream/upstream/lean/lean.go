// Package lean holds what makes vanilla components take less memory than upstream's own commands let them: nearly half
// of a control plane. Each step is a file of its own that begins with what is held without it and why nobody misses it.
//
// Nothing here is a fork, but some of it leans on what upstream does not promise. Every such assumption is checked when
// the component starts, and a broken one is an error that names it: a component that quietly took the memory again, or
// answered differently, would be worse than one that does not start. HEPTO_VANILLA=1 turns all steps off.
package lean

import (
	"fmt"
	"reflect"
)

// unexported returns a field of the struct that target points to, ready to be set although upstream keeps it to itself.
//
// It fails when the field is gone or is of another type than typeName, which is written as reflect writes it.
func unexported(target any, name, typeName string) (reflect.Value, error) {
	structure := reflect.ValueOf(target).Elem()
	field := structure.FieldByName(name)
	if !field.IsValid() {
		return field, fmt.Errorf("upstream's %s has no field %s any more: see docs/quirks.md", structure.Type(), name)
	}
	if actual := field.Type().String(); actual != typeName {
		return field, fmt.Errorf("upstream's %s.%s is a %s now, not a %s: see docs/quirks.md", structure.Type(), name, actual, typeName)
	}
	return reflect.NewAt(field.Type(), field.Addr().UnsafePointer()).Elem(), nil
}
