package lean

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/apiserver/pkg/server/mux"
	"k8s.io/kube-openapi/pkg/handler"
	"k8s.io/kube-openapi/pkg/handler3"
	"k8s.io/kube-openapi/pkg/spec3"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

const group = "apis/apps/v1"

// upstream serves two small documents as an apiserver does.
func upstream(t *testing.T) *mux.PathRecorderMux {
	t.Helper()
	m := mux.NewPathRecorderMux("upstream")
	info := &spec.Info{InfoProps: spec.InfoProps{Title: "Kubernetes", Version: "v1"}}
	v2 := &spec.Swagger{SwaggerProps: spec.SwaggerProps{Swagger: "2.0", Info: info, Paths: &spec.Paths{}}}
	handler.NewOpenAPIService(v2).RegisterOpenAPIVersionedService(pathV2, m)
	v3 := handler3.NewOpenAPIService()
	v3.UpdateGroupVersion(group, &spec3.OpenAPI{Version: "3.0.0", Info: info, Paths: &spec3.Paths{}})
	if err := v3.RegisterOpenAPIV3VersionedService(pathV3, m); err != nil {
		t.Fatal(err)
	}
	return m
}

// builder builds the documents of upstream and counts how often it is asked.
func builder(t *testing.T, builds *int) func(keep) error {
	served := upstream(t)
	return func(keep keep) error {
		*builds++
		return errors.Join(keep(documentV2, served, pathV2), keep(documentV3, served, pathV3), keep(group, served, pathV3+"/"+group))
	}
}

func open(t *testing.T, file, key string, builds *int) *Documents {
	t.Helper()
	documents, err := OpenDocuments(file, key, builder(t, builds))
	if err != nil {
		t.Fatal(err)
	}
	content, err := documents.read(group)
	if err != nil || !bytes.Contains(content, []byte("Kubernetes")) {
		t.Fatalf("read %q, %v", content, err)
	}
	return documents
}

func TestDocumentsAreBuiltOnceAndReadByTheNextStart(t *testing.T) {
	file, builds := filepath.Join(t.TempDir(), "documents.zip"), 0
	open(t, file, "key", &builds)
	open(t, file, "key", &builds)
	if builds != 1 {
		t.Errorf("built %d times", builds)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestDocumentsOfAnotherKeyAreMadeAnew(t *testing.T) {
	file, builds := filepath.Join(t.TempDir(), "documents.zip"), 0
	open(t, file, "key", &builds)
	open(t, file, "another", &builds)
	open(t, file, "another", &builds)
	if builds != 2 {
		t.Errorf("built %d times", builds)
	}
}

func TestDamagedDocumentsAreMadeAnew(t *testing.T) {
	damages := map[string]func([]byte) []byte{
		"cut in half":     func(b []byte) []byte { return b[:len(b)/2] },
		"empty":           func([]byte) []byte { return nil },
		"a byte changed":  func(b []byte) []byte { b[bytes.Index(b, []byte(documentV2))+20] ^= 1; return b },
		"a digest forged": func(b []byte) []byte { return bytes.ReplaceAll(b, lastDigest(b), bytes.Repeat([]byte("0"), 128)) },
		"not an archive":  func([]byte) []byte { return []byte("hello") },
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			file, builds := filepath.Join(t.TempDir(), "documents.zip"), 0
			open(t, file, "key", &builds)
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, damage(content), 0o600); err != nil {
				t.Fatal(err)
			}
			open(t, file, "key", &builds)
			open(t, file, "key", &builds)
			if builds != 2 {
				t.Errorf("built %d times", builds)
			}
		})
	}
}

// lastDigest returns the digest of the last document, which stands before the archive's comment "key" and its end.
func lastDigest(archive []byte) []byte {
	end := len(archive) - len("key") - 22
	return archive[end-128 : end]
}

func TestDocumentsThatCannotBeWrittenAreServedFromMemory(t *testing.T) {
	builds := 0
	open(t, filepath.Join(t.TempDir(), "missing", "documents.zip"), "key", &builds)
	occupied := t.TempDir() // a directory where the file should be: not even root can write it
	open(t, occupied, "key", &builds)
	open(t, "", "key", &builds)
	if builds != 3 {
		t.Errorf("built %d times", builds)
	}
}

func TestDocumentDamagedWhileServingIsRefused(t *testing.T) {
	file, builds := filepath.Join(t.TempDir(), "documents.zip"), 0
	documents := open(t, file, "key", &builds)
	if err := os.Truncate(file, 10); err != nil {
		t.Fatal(err)
	}
	m := mux.NewPathRecorderMux("ours")
	documents.install(m)
	answer := ask(m, pathV3+"/"+group, nil)
	if answer.Code != http.StatusServiceUnavailable || answer.Header().Get("Etag") != "" {
		t.Errorf("%d %v", answer.Code, answer.Header())
	}
}

func TestUnknownETagsOfUpstreamStopTheStart(t *testing.T) {
	strange := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Etag", `"of another kind"`)
		_, _ = w.Write([]byte("{}"))
	})
	_, err := OpenDocuments(filepath.Join(t.TempDir(), "documents.zip"), "key", func(keep keep) error {
		return keep(documentV2, strange, pathV2)
	})
	if err == nil || !strings.Contains(err.Error(), "SHA-512") {
		t.Errorf("%v", err)
	}
}

func ask(served http.Handler, url string, headers map[string]string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodGet, url, nil)
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	answer := httptest.NewRecorder()
	served.ServeHTTP(answer, request)
	return answer
}

func TestDocumentsAreServedAsUpstreamServesThem(t *testing.T) {
	builds := 0
	documents := open(t, filepath.Join(t.TempDir(), "documents.zip"), "key", &builds)
	theirs, ours := upstream(t), mux.NewPathRecorderMux("ours")
	documents.install(ours)
	url := pathV3 + "/" + group
	tag := documents.etags[group]
	const v2, v3 = "application/com.github.proto-openapi.spec.v2", "application/com.github.proto-openapi.spec.v3"
	requests := []struct {
		url     string
		headers map[string]string
	}{
		{pathV2, nil},
		{pathV2, map[string]string{"Accept": "application/json"}},
		{pathV2, map[string]string{"Accept": v2 + "@v1.0+protobuf"}},
		{pathV2, map[string]string{"Accept": v2 + ".v1.0+protobuf"}},
		{pathV2, map[string]string{"Accept": "text/html"}},
		{pathV2, map[string]string{"If-None-Match": `"` + documents.etags[documentV2] + `"`}},
		{pathV3, nil},
		{pathV3, map[string]string{"If-None-Match": `"` + documents.etags[documentV3] + `"`}},
		{url, nil},
		{url, map[string]string{"Accept": "*/*"}},
		{url, map[string]string{"Accept": v3 + "@v1.0+protobuf"}},
		{url, map[string]string{"Accept": v3 + ".v1.0+protobuf"}},
		{url, map[string]string{"Accept": "text/html, application/json;q=0.5"}},
		{url, map[string]string{"Accept": "text/html"}},
		{url, map[string]string{"If-None-Match": `"` + tag + `"`}},
		{url, map[string]string{"If-None-Match": `W/"` + tag + `", "x"`}},
		{url, map[string]string{"If-None-Match": `"another"`}},
		{url + "?hash=" + tag, nil},
		{url + "?hash=" + tag, map[string]string{"Accept": v3 + ".v1.0+protobuf", "If-None-Match": `"` + tag + `"`}},
		{url + "?hash=another", nil},
		{url + "?hash=another", map[string]string{"Accept": v3 + ".v1.0+protobuf"}},
	}
	for _, r := range requests {
		want, got := ask(theirs, r.url, r.headers), ask(ours, r.url, r.headers)
		for _, h := range []http.Header{want.Header(), got.Header()} {
			h.Del("Last-Modified")
			h.Del("Expires")
			h.Del("Accept-Ranges")
		}
		if got.Code != want.Code || !bytes.Equal(got.Body.Bytes(), want.Body.Bytes()) {
			t.Errorf("%s %v: %d %q, upstream %d %q", r.url, r.headers, got.Code, got.Body, want.Code, want.Body)
		}
		for _, name := range []string{"Content-Type", "Etag", "Cache-Control", "Location"} {
			if got.Header().Get(name) != want.Header().Get(name) {
				t.Errorf("%s %v: %s %q, upstream %q", r.url, r.headers, name, got.Header().Get(name), want.Header().Get(name))
			}
		}
	}
	if answer := ask(ours, pathV3+"/apis/none/v1", nil); answer.Code != http.StatusNotFound {
		t.Errorf("%d", answer.Code)
	}
}
