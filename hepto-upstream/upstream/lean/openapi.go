package lean

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/munnerz/goautoneg"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/server/mux"
	"k8s.io/apiserver/pkg/server/routes"
	"k8s.io/klog/v2"
	"k8s.io/kube-openapi/pkg/handler"
	"k8s.io/kube-openapi/pkg/handler3"
)

const (
	pathV2 = "/openapi/v2"
	pathV3 = "/openapi/v3"
)

// ServeDocuments makes a server answer for its OpenAPI documents from a file; its configuration must have said
// SkipOpenAPIInstallation, and its routes must still have their documentation. See OpenDocuments.
func ServeDocuments(server *genericapiserver.GenericAPIServer, config *genericapiserver.Config, file, key string) error {
	documents, err := OpenDocuments(file, key, func(keep keep) error {
		container := server.Handler.GoRestfulContainer
		v2 := mux.NewPathRecorderMux("documents-v2")
		routes.OpenAPI{Config: config.OpenAPIConfig}.InstallV2(container, v2)
		if err := keep(documentV2, v2, pathV2); err != nil {
			return err
		}
		v3 := mux.NewPathRecorderMux("documents-v3")
		routes.OpenAPI{V3Config: config.OpenAPIV3Config}.InstallV3(container, v3)
		if err := keep(documentV3, v3, pathV3); err != nil {
			return err
		}
		groups, err := groupVersions(v3)
		if err != nil {
			return err
		}
		for _, group := range groups {
			if err := keep(group, v3, path.Join(pathV3, group)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	documents.install(server.Handler.NonGoRestfulMux)
	return nil
}

// groupVersions returns the names in the index of version 3.
func groupVersions(served http.Handler) ([]string, error) {
	index, _, err := fetch(served, pathV3)
	if err != nil {
		return nil, err
	}
	var discovery handler3.OpenAPIV3Discovery
	if err := json.Unmarshal(index, &discovery); err != nil {
		return nil, err
	}
	names := make([]string, 0, len(discovery.Paths))
	for name := range discovery.Paths {
		names = append(names, name)
	}
	return names, nil
}

func (d *Documents) install(m *mux.PathRecorderMux) {
	m.Handle(pathV2, http.HandlerFunc(d.serveV2))
	m.Handle(pathV3, http.HandlerFunc(d.serveIndex))
	m.HandlePrefix(pathV3+"/", http.HandlerFunc(d.serveGroupVersion))
}

// format is one of the media types that a document can be had in.
type format struct {
	subType, returned string
	convert           func(json []byte) ([]byte, error)
}

func asIs(json []byte) ([]byte, error) { return json, nil }

var (
	// formatsV2 are those of handler/handler.go of kube-openapi, in its order.
	formatsV2 = []format{
		{"json", "application/json", asIs},
		{"com.github.proto-openapi.spec.v2@v1.0+protobuf", "application/com.github.proto-openapi.spec.v2.v1.0+protobuf", handler.ToProtoBinary},
		{"com.github.proto-openapi.spec.v2.v1.0+protobuf", "application/com.github.proto-openapi.spec.v2.v1.0+protobuf", handler.ToProtoBinary},
	}
	// formatsV3 are those of handler3/handler.go of kube-openapi, in its order.
	formatsV3 = []format{
		{"json", "application/json", asIs},
		{"com.github.proto-openapi.spec.v3.v1.0+protobuf", "application/com.github.proto-openapi.spec.v3.v1.0+protobuf", handler3.ToV3ProtoBinary},
		{"com.github.proto-openapi.spec.v3@v1.0+protobuf", "application/com.github.proto-openapi.spec.v3.v1.0+protobuf", handler3.ToV3ProtoBinary},
	}
)

// negotiate returns the first format that the request accepts, or nil.
func negotiate(r *http.Request, formats []format) *format {
	accept := r.Header.Get("Accept")
	if accept == "" {
		accept = "*/*"
	}
	for _, clause := range goautoneg.ParseAccept(accept) {
		for i, f := range formats {
			if (clause.Type == "application" || clause.Type == "*") && (clause.SubType == f.subType || clause.SubType == "*") {
				return &formats[i]
			}
		}
	}
	return nil
}

// serveV2 is asked by the aggregator only, which merges the document with others; so it does not compress.
func (d *Documents) serveV2(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Accept")
	f := negotiate(r, formatsV2)
	if f == nil {
		w.WriteHeader(http.StatusNotAcceptable)
		return
	}
	d.serve(w, r, documentV2, f)
}

func (d *Documents) serveIndex(w http.ResponseWriter, r *http.Request) {
	d.serve(w, r, documentV3, &formatsV3[0])
}

// serveGroupVersion does what HandleGroupVersion of handler3/handler.go does.
func (d *Documents) serveGroupVersion(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, pathV3+"/")
	tag, known := d.etags[name]
	if !known || name == documentV2 || name == documentV3 {
		http.NotFound(w, r)
		return
	}
	w.Header().Add("Vary", "Accept")
	f := negotiate(r, formatsV3)
	if f == nil {
		w.WriteHeader(http.StatusNotAcceptable)
		return
	}
	if hash := r.URL.Query().Get("hash"); hash != "" {
		if hash != tag {
			w.Header().Set("Content-Type", f.returned)
			w.Header().Set("Etag", strconv.Quote(tag))
			location := url.URL{Path: r.URL.Path, RawQuery: url.Values{"hash": {tag}}.Encode()}
			http.Redirect(w, r, location.String(), http.StatusMovedPermanently)
			return
		}
		w.Header().Set("Cache-Control", "public, immutable")
		w.Header().Set("Expires", time.Now().AddDate(1, 0, 0).Format(time.RFC1123))
	}
	d.serve(w, r, name, f)
}

// serve reads the document only when the client does not have it yet.
func (d *Documents) serve(w http.ResponseWriter, r *http.Request, name string, f *format) {
	tag := strconv.Quote(d.etags[name])
	w.Header().Set("Content-Type", f.returned)
	w.Header().Set("Etag", tag)
	var content []byte
	if r.Header.Get("If-None-Match") != tag {
		var err error
		if content, err = d.read(name); err == nil {
			content, err = f.convert(content)
		}
		if err != nil {
			klog.ErrorS(err, "An OpenAPI document cannot be read; the next start makes it anew")
			w.Header().Del("Etag")
			http.Error(w, "the OpenAPI document cannot be read: "+err.Error(), http.StatusServiceUnavailable)
			return
		}
	}
	http.ServeContent(w, r, "", d.modified, bytes.NewReader(content))
}
