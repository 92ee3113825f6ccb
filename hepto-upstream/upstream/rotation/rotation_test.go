package rotation

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"k8s.io/client-go/transport"
)

const usual = 5 * time.Minute

func keepRefresh(t *testing.T) {
	t.Helper()
	before := transport.CertCallbackRefreshDuration
	t.Cleanup(func() { transport.CertCallbackRefreshDuration = before })
}

func TestRefreshIsWhatWasGiven(t *testing.T) {
	keepRefresh(t)
	for value, want := range map[string]time.Duration{
		"": usual, "PT1S": time.Second, "PT20S": 20 * time.Second, "PT1M30.5S": 90500 * time.Millisecond, "PT5M": usual,
	} {
		transport.CertCallbackRefreshDuration = usual
		if err := Configure(value); err != nil {
			t.Errorf("%q: %v", value, err)
		}
		if is := transport.CertCallbackRefreshDuration; is != want {
			t.Errorf("%q: %s, not %s", value, is, want)
		}
	}
}

func TestBadRefreshIsRefusedInOneLine(t *testing.T) {
	keepRefresh(t)
	for _, value := range []string{"20", "20s", "PT", "PT0S", "PT0.9S", "PT-20S", "PT5M1S", "P1D", "PTxS", " PT20S"} {
		err := Configure(value)
		if err == nil {
			t.Errorf("%q is taken", value)
			continue
		}
		want := "HEPTO_CERTIFICATE_REFRESH=" + value + " is no pause between two looks at a certificate; give PT1S to PT5M"
		if err.Error() != want {
			t.Errorf("%q: %s", value, err)
		}
	}
	if is := transport.CertCallbackRefreshDuration; is != usual {
		t.Errorf("a refused value is used: %s", is)
	}
}

// A connection that stays open goes on with the certificate that it began with, so that looking is what ends it.
func TestConnectionIsReplacedWhenTheCertificateIs(t *testing.T) {
	keepRefresh(t)
	if err := Configure("PT1S"); err != nil {
		t.Fatal(err)
	}
	directory := t.TempDir()
	server := askingForCertificates(t, directory)
	write(t, directory, "first")
	client := clientOf(t, directory)
	if name := ask(t, client, server.URL); name != "first" {
		t.Fatalf("the server sees %q", name)
	}
	write(t, directory, "second")
	for end := time.Now().Add(time.Minute); ask(t, client, server.URL) != "second"; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the replaced certificate is not used")
		}
	}
}

// docs/quirks.md and the pauses of `hepto node forget` say so. If this fails, client-go has another pause, or lets it be
// set.
func TestAuthoritiesAreReadAgainAfterFiveMinutesWhateverIsGiven(t *testing.T) {
	keepRefresh(t)
	if err := Configure("PT1S"); err != nil {
		t.Fatal(err)
	}
	directory := t.TempDir()
	askingForCertificates(t, directory)
	write(t, directory, "client")
	holder := reflect.ValueOf(clientOf(t, directory).Transport)
	for holder.Elem().Type().Name() != "atomicTransportHolder" {
		wrapper, wraps := holder.Interface().(interface{ WrappedRoundTripper() http.RoundTripper })
		if !wraps {
			t.Fatalf("%s holds no atomicTransportHolder", holder.Type())
		}
		holder = reflect.ValueOf(wrapper.WrappedRoundTripper())
	}
	if is := time.Duration(holder.Elem().FieldByName("caRefreshDuration").Int()); is != usual {
		t.Errorf("authorities are read again after %s", is)
	}
}

// askingForCertificates returns a server that answers with the name in the client's certificate; its own is in ca.crt.
func askingForCertificates(t *testing.T, directory string) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.TLS.PeerCertificates[0].Subject.CommonName)
	}))
	server.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert}
	server.StartTLS()
	t.Cleanup(server.Close)
	writePem(t, filepath.Join(directory, "ca.crt"), "CERTIFICATE", server.Certificate().Raw)
	return server
}

func clientOf(t *testing.T, directory string) *http.Client {
	t.Helper()
	round, err := transport.New(&transport.Config{TLS: transport.TLSConfig{
		CAFile:   filepath.Join(directory, "ca.crt"),
		CertFile: filepath.Join(directory, "client.crt"),
		KeyFile:  filepath.Join(directory, "client.key"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Transport: round, Timeout: time.Minute}
}

// ask tolerates a connection that is closed under it: that is what is waited for.
func ask(t *testing.T, client *http.Client, url string) string {
	t.Helper()
	response, err := client.Get(url)
	if err != nil {
		t.Log(err)
		return ""
	}
	defer response.Body.Close()
	var body strings.Builder
	if _, err := io.Copy(&body, response.Body); err != nil {
		t.Log(err)
	}
	return body.String()
}

// write makes a certificate as renewals do: with the key that there is, and renamed into its place.
func write(t *testing.T, directory, name string) {
	t.Helper()
	key := keyIn(t, filepath.Join(directory, "client.key"))
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-time.Minute),
		NotAfter:     time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	writePem(t, filepath.Join(directory, "client.crt"), "CERTIFICATE", der)
}

func keyIn(t *testing.T, file string) *ecdsa.PrivateKey {
	t.Helper()
	if text, err := os.ReadFile(file); err == nil {
		block, _ := pem.Decode(text)
		key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		return key.(*ecdsa.PrivateKey)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	writePem(t, file, "PRIVATE KEY", der)
	return key
}

func writePem(t *testing.T, file, kind string, der []byte) {
	t.Helper()
	text := pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
	if err := os.WriteFile(file+".new", text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(file+".new", file); err != nil {
		t.Fatal(err)
	}
}
