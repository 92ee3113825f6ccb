package lean

import (
	"archive/zip"
	"bytes"
	"crypto/sha512"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"k8s.io/klog/v2"
)

// Documents are the OpenAPI documents of the built-in API, compressed in a file.
//
// Held without it: the documents of versions 2 and 3 as trees, and once more as JSON, 32 MiB. Hardly anybody reads them,
// and they do not change while an apiserver runs. Upstream's own code builds them, on a mux that is then thrown away.
// The file serves the next start too, which saves it 2 s of CPU.
//
// Assumed: the ETag of a document is the SHA-512 of its JSON in upper-case hex (computeETag in handler and handler3 of
// kube-openapi). It is compared with upstream's own when a document is built, and with the document when it is read.
type Documents struct {
	archive  *zip.Reader
	etags    map[string]string
	modified time.Time
}

// Names of documents: the one of version 2, the index of version 3; others are the group versions, as "apis/apps/v1".
const (
	documentV2 = "v2"
	documentV3 = "v3"
)

// keep takes what a handler of upstream serves at url for the document of that name.
type keep func(name string, served http.Handler, url string) error

// OpenDocuments reads the documents from a file, or builds them and writes the file when it is missing, damaged or of
// another key. A file that cannot be written costs memory, and a line in the log, but not the start.
//
// The key stands for all that the documents depend on. The file is replaced as a whole and read with its digests.
func OpenDocuments(path, key string, build func(keep) error) (*Documents, error) {
	documents, err := readFile(path, key)
	if err == nil {
		return documents, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		klog.InfoS("The OpenAPI documents are made anew", "file", path, "reason", err.Error())
	}
	archive, err := buildArchive(key, build)
	if err != nil {
		return nil, err
	}
	if err := replaceFile(path, archive); err != nil {
		klog.ErrorS(err, "The OpenAPI documents cannot be kept in a file and take memory", "file", path)
		return readArchive(bytes.NewReader(archive), int64(len(archive)), key)
	}
	return readFile(path, key)
}

// readFile leaves the file open: whoever replaces it does not change what is served.
func readFile(path, key string) (*Documents, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil {
		var documents *Documents
		if documents, err = readArchive(file, info.Size(), key); err == nil {
			return documents, nil
		}
	}
	return nil, errors.Join(err, file.Close())
}

// readArchive reads every document once, so that a damaged one is found while it can still be made anew.
func readArchive(file io.ReaderAt, size int64, key string) (*Documents, error) {
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return nil, err
	}
	if archive.Comment != key {
		return nil, errors.New("it is of another version or of other arguments")
	}
	documents := &Documents{archive: archive, etags: map[string]string{}, modified: time.Now()}
	for _, entry := range archive.File {
		documents.etags[entry.Name] = entry.Comment
		if _, err := documents.read(entry.Name); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{documentV2, documentV3} {
		if documents.etags[name] == "" {
			return nil, fmt.Errorf("it has no document %s", name)
		}
	}
	return documents, nil
}

// read returns a document as JSON.
func (d *Documents) read(name string) ([]byte, error) {
	file, err := d.archive.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", name, err)
	}
	if etag(content) != d.etags[name] {
		return nil, fmt.Errorf("document %s is not what its digest says", name)
	}
	return content, nil
}

func buildArchive(key string, build func(keep) error) ([]byte, error) {
	var buffer bytes.Buffer
	archive := zip.NewWriter(&buffer)
	err := build(func(name string, served http.Handler, url string) error {
		content, tag, err := fetch(served, url)
		if err != nil {
			return err
		}
		if tag != etag(content) {
			return fmt.Errorf("upstream's ETag of %s is not the SHA-512 of its content any more: see docs/quirks.md", url)
		}
		entry, err := archive.CreateHeader(&zip.FileHeader{Name: name, Comment: tag, Method: zip.Deflate})
		if err != nil {
			return err
		}
		_, err = entry.Write(content)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := archive.SetComment(key); err != nil {
		return nil, err
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	return buffer.Bytes(), nil
}

// fetch asks a handler of this process for a document as JSON.
func fetch(served http.Handler, url string) (content []byte, tag string, err error) {
	request := httptest.NewRequest(http.MethodGet, url, nil)
	request.Header.Set("Accept", "application/json")
	answer := httptest.NewRecorder()
	served.ServeHTTP(answer, request)
	if answer.Code != http.StatusOK {
		return nil, "", fmt.Errorf("upstream answers %d for %s", answer.Code, url)
	}
	tag, err = strconv.Unquote(answer.Header().Get("Etag"))
	if err != nil {
		return nil, "", fmt.Errorf("upstream's ETag of %s: %w", url, err)
	}
	return answer.Body.Bytes(), tag, nil
}

func etag(content []byte) string { return fmt.Sprintf("%X", sha512.Sum512(content)) }

// replaceFile is atomic, also over a power cut.
func replaceFile(path string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // fails when all went well
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
