package lean

import (
	"bytes"
	"errors"
	"net/http"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apiserver/pkg/server/mux"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	"k8s.io/kube-aggregator/pkg/controllers/openapi/aggregator"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

// specs stands for upstream's aggregator: its document has the parts that it was told of.
type specs struct {
	handlers map[string]http.Handler
	parts    map[string]*spec.Swagger
}

func (s *specs) AddUpdateAPIService(service *apiregistration.APIService, handler http.Handler) error {
	s.handlers[service.Name] = handler
	return nil
}

func (s *specs) UpdateAPIServiceSpec(name string) (err error) {
	downloader := aggregator.NewDownloader()
	s.parts[name], _, _, err = downloader.Download(s.handlers[name], "")
	return err
}

func (s *specs) RemoveAPIService(string) {}

func (s *specs) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	for name, part := range s.parts {
		_, _ = w.Write([]byte(name + ":" + part.Info.Title + " "))
	}
}

type mergerFixture struct {
	*merger
	builds, released int
}

func newMerger() *mergerFixture {
	f := &mergerFixture{}
	f.merger = &merger{
		downloader: aggregator.NewDownloader(),
		remotes:    map[string]*remote{},
		released:   func() { f.released++ },
		build: func(m *mux.PathRecorderMux) (aggregator.SpecAggregator, error) {
			f.builds++
			s := &specs{map[string]http.Handler{}, map[string]*spec.Swagger{}}
			m.Handle(pathV2, s)
			return s, nil
		},
	}
	return f
}

func (f *mergerFixture) document() string {
	return string(bytes.TrimSpace(ask(f.merger, pathV2, nil).Body.Bytes()))
}

// another is an apiserver behind a Service whose document has that title, or none when it is down.
type another struct {
	title, etag string
	down        bool
	asked       int
}

func (a *another) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.asked++
	switch {
	case a.down:
		w.WriteHeader(http.StatusBadGateway)
	case a.etag != "" && r.Header.Get("If-None-Match") == a.etag:
		w.WriteHeader(http.StatusNotModified)
	default:
		if a.etag != "" {
			w.Header().Set("Etag", a.etag)
		}
		_, _ = w.Write([]byte(`{"swagger":"2.0","info":{"title":"` + a.title + `","version":"1"},"paths":{}}`))
	}
}

func service(name string) *apiregistration.APIService {
	return &apiregistration.APIService{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec:       apiregistration.APIServiceSpec{Service: &apiregistration.ServiceReference{}},
	}
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func TestMergedDocumentIsForgottenAndBuiltAgain(t *testing.T) {
	f := newMerger()
	f.document()
	f.document()
	if f.builds != 1 {
		t.Errorf("built %d times for two requests", f.builds)
	}
	f.forget()
	if f.merged != nil || f.released != 1 {
		t.Errorf("%v, released %d times", f.merged, f.released)
	}
	f.document()
	if f.builds != 2 {
		t.Errorf("built %d times", f.builds)
	}
}

func TestOtherApiserversAreMergedWithWhatTheySaidLast(t *testing.T) {
	f, metrics := newMerger(), &another{title: "one", etag: `"1"`}
	must(t, f.AddUpdateAPIService(service("metrics"), metrics))
	if f.document() != "" {
		t.Error("a document that nobody has fetched yet")
	}
	must(t, f.UpdateAPIServiceSpec("metrics"))
	if got := f.document(); got != "metrics:one" {
		t.Errorf("%q", got)
	}

	metrics.title, metrics.etag = "two", `"2"`
	must(t, f.UpdateAPIServiceSpec("metrics"))
	if got := f.document(); got != "metrics:two" {
		t.Errorf("%q", got)
	}

	metrics.down = true
	if f.UpdateAPIServiceSpec("metrics") == nil {
		t.Error("the controller must hear that it is down, to ask again")
	}
	f.forget()
	if got := f.document(); got != "metrics:two" {
		t.Errorf("%q", got)
	}

	f.RemoveAPIService("metrics")
	if got := f.document(); got != "" {
		t.Errorf("%q", got)
	}
	if err := f.UpdateAPIServiceSpec("metrics"); !errors.Is(err, aggregator.ErrAPIServiceNotFound) {
		t.Errorf("%v", err)
	}
}

func TestUnchangedDocumentsAreNotMergedAgain(t *testing.T) {
	for _, etag := range []string{"", `"1"`} {
		f, metrics := newMerger(), &another{title: "one", etag: etag}
		must(t, f.AddUpdateAPIService(service("metrics"), metrics), f.UpdateAPIServiceSpec("metrics"))
		f.document()
		must(t, f.UpdateAPIServiceSpec("metrics"))
		f.document()
		if f.builds != 1 || metrics.asked != 2 {
			t.Errorf("etag %q: built %d times, asked %d times", etag, f.builds, metrics.asked)
		}
	}
}
