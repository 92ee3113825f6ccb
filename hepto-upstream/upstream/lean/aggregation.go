package lean

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"runtime/debug"
	"sync"
	"time"

	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/server/mux"
	"k8s.io/klog/v2"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	aggregatorapiserver "k8s.io/kube-aggregator/pkg/apiserver"
	openapicontroller "k8s.io/kube-aggregator/pkg/controllers/openapi"
	"k8s.io/kube-aggregator/pkg/controllers/openapi/aggregator"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

// mergedLifetime is how long a merged document stays after it was last asked for.
const mergedLifetime = 30 * time.Second

// MergeOnDemand makes the aggregator build the merged document of OpenAPI version 2 when it is asked for and forget it
// soon after. The server must have been prepared.
//
// Held without it, from the first request on: the parts and their sum as trees, as JSON and as protobuf, 30 MiB. kubectl
// reads version 3. Upstream's own aggregator merges, on a mux that is then thrown away; what other apiservers say is
// asked for each minute, as upstream does, and kept compressed.
//
// Assumed: the aggregator tells of other apiservers through its field openAPIAggregationController.
func MergeOnDemand(server *aggregatorapiserver.APIAggregator, config *genericapiserver.Config) error {
	generic := server.GenericAPIServer
	downloader := aggregator.NewDownloader()
	merger := &merger{
		downloader: downloader,
		remotes:    map[string]*remote{},
		build: func(m *mux.PathRecorderMux) (aggregator.SpecAggregator, error) {
			return aggregator.BuildAndRegisterAggregator(&downloader, generic.NextDelegate(),
				generic.Handler.GoRestfulContainer.RegisteredWebServices(), config.OpenAPIConfig, m)
		},
		released: debug.FreeOSMemory,
	}
	controller, err := unexported(server, "openAPIAggregationController", "*openapi.AggregationController")
	if err != nil {
		return err
	}
	controller.Set(reflect.ValueOf(openapicontroller.NewAggregationController(&downloader, merger)))
	generic.Handler.NonGoRestfulMux.Unregister(pathV2)
	generic.Handler.NonGoRestfulMux.Handle(pathV2, merger)
	return nil
}

// merger stands where upstream has its aggregator.SpecAggregator, and makes one of those for as long as it is needed.
type merger struct {
	downloader aggregator.Downloader
	build      func(*mux.PathRecorderMux) (aggregator.SpecAggregator, error)
	released   func()

	lock    sync.Mutex
	remotes map[string]*remote
	merged  http.Handler // or nil
	expiry  *time.Timer
}

// remote is another apiserver, behind a Service, and what it said last.
type remote struct {
	service apiregistration.APIService
	handler http.Handler
	etag    string
	answer  []byte // JSON, compressed
}

func (m *merger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	handler, err := m.acquire()
	if err != nil {
		klog.ErrorS(err, "The OpenAPI documents cannot be merged")
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	handler.ServeHTTP(w, r)
}

// acquire returns what merges, for one request, and lets it expire later.
func (m *merger) acquire() (http.Handler, error) {
	m.lock.Lock()
	defer m.lock.Unlock()
	if m.merged == nil {
		paths := mux.NewPathRecorderMux("merged-openapi")
		specs, err := m.build(paths)
		if err != nil {
			return nil, err
		}
		for name, remote := range m.remotes {
			if remote.answer == nil {
				continue
			}
			if err := specs.AddUpdateAPIService(&remote.service, remote.recorded()); err != nil {
				return nil, err
			}
			if err := specs.UpdateAPIServiceSpec(name); err != nil {
				return nil, err
			}
		}
		m.merged = paths
	}
	if m.expiry != nil {
		m.expiry.Stop()
	}
	m.expiry = time.AfterFunc(mergedLifetime, m.forget)
	return m.merged, nil
}

// forget gives the memory back at once: the collector alone would take minutes.
func (m *merger) forget() {
	m.lock.Lock()
	m.merged = nil
	m.lock.Unlock()
	m.released()
}

// AddUpdateAPIService implements aggregator.SpecAggregator; the controller asks for an update soon after.
func (m *merger) AddUpdateAPIService(service *apiregistration.APIService, handler http.Handler) error {
	if service.Spec.Service == nil {
		return nil
	}
	m.lock.Lock()
	defer m.lock.Unlock()
	if known := m.remotes[service.Name]; known != nil {
		known.service, known.handler = *service, handler
	} else {
		m.remotes[service.Name] = &remote{service: *service, handler: handler}
	}
	m.merged = nil
	return nil
}

// UpdateAPIServiceSpec implements aggregator.SpecAggregator: it asks again, and keeps the last good answer.
func (m *merger) UpdateAPIServiceSpec(name string) error {
	m.lock.Lock()
	known := m.remotes[name]
	var handler http.Handler
	var etag string
	if known != nil {
		handler, etag = known.handler, known.etag
	}
	m.lock.Unlock()
	if known == nil {
		return aggregator.ErrAPIServiceNotFound
	}
	document, newEtag, status, err := m.downloader.Download(handler, etag)
	if err != nil {
		return fmt.Errorf("failed to download %s: %w", name, err)
	}
	switch {
	case status == http.StatusNotModified, status == http.StatusOK && newEtag == etag:
		return nil
	case status == http.StatusNotFound, status == http.StatusOK && document == nil:
		return aggregator.ErrAPIServiceNotFound
	case status != http.StatusOK:
		return fmt.Errorf("failed to download %s: status %d", name, status)
	}
	answer, err := compress(document)
	if err != nil {
		return err
	}
	m.lock.Lock()
	defer m.lock.Unlock()
	known.etag, known.answer = newEtag, answer
	m.merged = nil
	return nil
}

// RemoveAPIService implements aggregator.SpecAggregator.
func (m *merger) RemoveAPIService(name string) {
	m.lock.Lock()
	defer m.lock.Unlock()
	if m.remotes[name] != nil {
		delete(m.remotes, name)
		m.merged = nil
	}
}

func compress(document *spec.Swagger) ([]byte, error) {
	content, err := document.MarshalJSON()
	if err != nil {
		return nil, err
	}
	var buffer bytes.Buffer
	writer := gzip.NewWriter(&buffer)
	if _, err := writer.Write(content); err != nil {
		return nil, err
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	return buffer.Bytes(), nil
}

// recorded answers what the apiserver said last.
func (r *remote) recorded() http.Handler {
	etag, answer := r.etag, r.answer
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		reader, err := gzip.NewReader(bytes.NewReader(answer))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Etag", etag)
		_, _ = io.Copy(w, reader)
	})
}

var _ aggregator.SpecAggregator = (*merger)(nil)
