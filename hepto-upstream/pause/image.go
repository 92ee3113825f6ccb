// image packs one executable into an OCI archive with one layer, which containerd imports as the pause image.
// The archive depends on the executable and the CPU alone: no time stamps, no owners.
package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
)

const imageName = "registry.k8s.io/pause:hepto"

const (
	manifestType = "application/vnd.oci.image.manifest.v1+json"
	indexType    = "application/vnd.oci.image.index.v1+json"
	configType   = "application/vnd.oci.image.config.v1+json"
	layerType    = "application/vnd.oci.image.layer.v1.tar"
)

// object keeps the keys of a JSON object in alphabetical order, so that digests are stable.
type object = map[string]any

func main() {
	log.SetFlags(0)
	arch := flag.String("arch", "", "CPU of the image, as in GOARCH")
	flag.Parse()
	executable, err := os.ReadFile(flag.Arg(0))
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(flag.Arg(1), image(executable, *arch), 0o644); err != nil {
		log.Fatal(err)
	}
}

type file struct {
	name string
	mode int64
	data []byte
}

func image(executable []byte, arch string) []byte {
	layer := archive(file{"pause", 0o755, executable})
	config := encode(object{
		"architecture": arch,
		"os":           "linux",
		"config":       object{"Entrypoint": []string{"/pause"}, "User": "65535:65535"},
		"rootfs":       object{"type": "layers", "diff_ids": []string{digest(layer)}},
		"history":      []object{{"created_by": "hepto"}},
	})
	manifest := encode(object{
		"schemaVersion": 2,
		"mediaType":     manifestType,
		"config":        descriptor(configType, config),
		"layers":        []object{descriptor(layerType, layer)},
	})
	entry := descriptor(manifestType, manifest)
	entry["annotations"] = object{"io.containerd.image.name": imageName, "org.opencontainers.image.ref.name": imageName}
	entry["platform"] = object{"architecture": arch, "os": "linux"}
	index := encode(object{"schemaVersion": 2, "mediaType": indexType, "manifests": []object{entry}})
	return archive(
		file{"oci-layout", 0o644, []byte(`{"imageLayoutVersion":"1.0.0"}`)},
		file{"index.json", 0o644, index},
		blob(layer), blob(config), blob(manifest),
	)
}

func blob(data []byte) file {
	return file{"blobs/sha256/" + digest(data)[len("sha256:"):], 0o644, data}
}

func descriptor(mediaType string, data []byte) object {
	return object{"mediaType": mediaType, "digest": digest(data), "size": len(data)}
}

func digest(data []byte) string {
	return fmt.Sprintf("sha256:%x", sha256.Sum256(data))
}

func encode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		log.Fatal(err)
	}
	return data
}

func archive(files ...file) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		if err := w.WriteHeader(&tar.Header{Name: f.name, Mode: f.mode, Size: int64(len(f.data)), Format: tar.FormatUSTAR}); err != nil {
			log.Fatal(err)
		}
		if _, err := w.Write(f.data); err != nil {
			log.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	return b.Bytes()
}
