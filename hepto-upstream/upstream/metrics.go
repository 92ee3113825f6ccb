package main

import "github.com/prometheus/client_golang/prometheus"

// tolerant ignores a second registration of the same metrics. etcd and the grpc server of containerd both register
// grpc_server_* with prometheus' default registry, which panics: "duplicate metrics collector registration attempted".
type tolerant struct{ prometheus.Registerer }

func (t tolerant) MustRegister(cs ...prometheus.Collector) {
	for _, c := range cs {
		_ = t.Register(c)
	}
}
