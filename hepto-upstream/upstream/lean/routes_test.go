package lean

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/emicklei/go-restful/v3"
)

func TestRoutesLeadTheSameWithoutDocumentation(t *testing.T) {
	service := new(restful.WebService).Path("/api/v1")
	named := func(name string) restful.RouteFunction {
		return func(r *restful.Request, w *restful.Response) {
			_, _ = w.Write([]byte(name + " " + r.PathParameter("name") + r.PathParameter("path")))
		}
	}
	parameter := restful.PathParameter("name", "name of the Pod")
	service.Route(service.GET("/pods/{name}").To(named("get")).Param(parameter).Doc("read").Metadata("k", "v"))
	service.Route(service.DELETE("/pods/{name}").To(named("delete")).Param(parameter))
	service.Route(service.GET("/pods/{name}/proxy/{path:*}").To(named("proxy")))
	container := restful.NewContainer()
	container.Router(restful.CurlyRouter{})
	container.Add(service)

	if err := forgetRoutes(service); err != nil {
		t.Fatal(err)
	}

	for _, r := range container.RegisteredWebServices()[0].Routes() {
		if r.Doc != "" || r.ParameterDocs != nil || r.Metadata != nil {
			t.Errorf("%s still has its documentation", r.Path)
		}
	}
	for request, want := range map[*http.Request]string{
		httptest.NewRequest(http.MethodGet, "/api/v1/pods/a", nil):             "get a",
		httptest.NewRequest(http.MethodDelete, "/api/v1/pods/b", nil):          "delete b",
		httptest.NewRequest(http.MethodGet, "/api/v1/pods/c/proxy/x/y/z", nil): "proxy cx/y/z",
	} {
		answer := httptest.NewRecorder()
		container.ServeHTTP(answer, request)
		if answer.Body.String() != want {
			t.Errorf("%s %s: %d %q", request.Method, request.URL, answer.Code, answer.Body)
		}
	}
	answer := httptest.NewRecorder()
	container.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/api/v1/pods/a", nil))
	if answer.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", answer.Code)
	}
}

func TestRoutesThatUpstreamCopiesAreRefused(t *testing.T) {
	service := new(restful.WebService).Path("/api/v1")
	service.SetDynamicRoutes(true) // then go-restful returns a copy
	service.Route(service.GET("/").To(func(*restful.Request, *restful.Response) {}).Param(restful.QueryParameter("q", "")))
	if err := forgetRoutes(service); err == nil {
		t.Error("a copy was taken for the routes")
	}
}
