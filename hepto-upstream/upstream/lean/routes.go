package lean

import (
	"errors"

	"github.com/emicklei/go-restful/v3"
	genericapiserver "k8s.io/apiserver/pkg/server"
)

// ForgetDocumentation drops from the routes of a server, and of those behind it, what only documentation and a router
// that is not used read. The OpenAPI documents must have been built before.
//
// Held without it: the parameters, samples and responses of 2000 routes, and a regular expression for each, 12 MiB.
// The apiserver routes by restful.CurlyRouter (apiserver/pkg/server/handler.go), which compares the parts of a path.
//
// Assumed: WebService.Routes returns the slice itself and not a copy, and the expression is Route.pathExpr.
func ForgetDocumentation(first genericapiserver.DelegationTarget) error {
	forgotten := 0
	for target := first; target != nil; target = target.NextDelegate() {
		server, ok := target.(*genericapiserver.GenericAPIServer)
		if !ok {
			continue
		}
		for _, service := range server.Handler.GoRestfulContainer.RegisteredWebServices() {
			if err := forgetRoutes(service); err != nil {
				return err
			}
			forgotten += len(service.Routes())
		}
	}
	if forgotten == 0 {
		return errors.New("upstream no longer registers its API by go-restful: see docs/quirks.md")
	}
	return nil
}

func forgetRoutes(service *restful.WebService) error {
	routes := service.Routes()
	for i := range routes {
		r := &routes[i]
		r.Doc, r.Notes = "", ""
		r.ParameterDocs, r.ResponseErrors, r.DefaultResponse = nil, nil, nil
		r.ReadSample, r.WriteSample, r.WriteSamples, r.Metadata = nil, nil, nil, nil
		expression, err := unexported(r, "pathExpr", "*restful.pathExpression")
		if err != nil {
			return err
		}
		expression.SetZero()
	}
	for _, r := range service.Routes() {
		if r.ParameterDocs != nil {
			return errors.New("upstream's restful.WebService.Routes returns a copy now: see docs/quirks.md")
		}
	}
	return nil
}
