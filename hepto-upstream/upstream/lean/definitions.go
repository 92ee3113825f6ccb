package lean

import (
	"errors"

	"github.com/emicklei/go-restful/v3"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/common/restfuladapter"
)

// ReleaseDefinitions keeps the builders of OpenAPI documents from holding on to what they have read, and returns what is
// to be called when the servers have been prepared.
//
// Held without it: kube-openapi sets GetOperationIDAndTagsFromRoute where it is nil, to a closure of its builder, and so
// keeps the first document with all its definitions for ever; the configuration of version 3 keeps the definitions
// themselves, which only the start reads. 22 MiB together.
//
// Assumed: the configuration still names operations by the function of go-restful that this closure would call.
func ReleaseDefinitions(config *genericapiserver.Config) (prepared func(), err error) {
	v2, v3 := config.OpenAPIConfig, config.OpenAPIV3Config
	if v2.GetOperationIDAndTags == nil || v3.GetOperationIDAndTags == nil {
		return nil, errors.New("upstream names operations no longer by GetOperationIDAndTags: see docs/quirks.md")
	}
	v2.GetOperationIDAndTagsFromRoute = fromRoute(v2.GetOperationIDAndTags)
	v3.GetOperationIDAndTagsFromRoute = fromRoute(v3.GetOperationIDAndTags)
	return func() { v3.Definitions = nil }, nil
}

// fromRoute does what the closure does (builder/openapi.go of kube-openapi), without a builder.
func fromRoute(name func(*restful.Route) (string, []string, error)) func(common.Route) (string, []string, error) {
	return func(r common.Route) (string, []string, error) {
		adapter, ok := r.(*restfuladapter.RouteAdapter)
		if !ok {
			return "", nil, errors.New("not a route of go-restful")
		}
		return name(adapter.Route)
	}
}
