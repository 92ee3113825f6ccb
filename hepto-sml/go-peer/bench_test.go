package main

import (
	"bytes"
	"compress/lzw"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"io"
	"testing"

	"github.com/hashicorp/go-msgpack/v2/codec"
)

// The same work as WireBenchmark.java does, with the libraries that memberlist itself uses: a packet of a ping and two
// alive messages, sealed with AES-256-GCM, and a push/pull of 100 nodes compressed.

type ping struct {
	SeqNo      uint32
	Node       string
	SourceAddr []byte `codec:",omitempty"`
	SourcePort uint16 `codec:",omitempty"`
	SourceNode string `codec:",omitempty"`
}

type alive struct {
	Incarnation uint32
	Node        string
	Addr        []byte
	Port        uint16
	Meta        []byte
	Vsn         []uint8
}

var (
	address = []byte{0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}
	key     = make([]byte, 32)
	label   = []byte("label")
	handle  codec.MsgpackHandle
	sink    int
)

func encode(kind byte, value any) []byte {
	var buf bytes.Buffer
	buf.WriteByte(kind)
	if err := codec.NewEncoder(&buf, &handle).Encode(value); err != nil {
		panic(err)
	}
	return buf.Bytes()
}

func decode(b []byte, value any) {
	if err := codec.NewDecoder(bytes.NewReader(b), &handle).Decode(value); err != nil {
		panic(err)
	}
}

func packet() []byte {
	parts := [][]byte{encode(0, &ping{300, "node-1", address, 7946, "node-0"})}
	for i := uint32(0); i < 2; i++ {
		parts = append(parts, encode(4, &alive{i + 1, "node-2", address, 7946, make([]byte, 64), []byte{1, 5, 2, 0, 0, 0}}))
	}
	var buf bytes.Buffer
	buf.Write([]byte{7, byte(len(parts))})
	for _, p := range parts {
		_ = binary.Write(&buf, binary.BigEndian, uint16(len(p)))
	}
	for _, p := range parts {
		buf.Write(p)
	}
	return buf.Bytes()
}

func read(b []byte) {
	n := int(b[1])
	at := 2 + 2*n
	for i := 0; i < n; i++ {
		end := at + int(binary.BigEndian.Uint16(b[2+2*i:]))
		if b[at] == 0 {
			var p ping
			decode(b[at+1:end], &p)
			sink += len(p.Node)
		} else {
			var a alive
			decode(b[at+1:end], &a)
			sink += len(a.Node)
		}
		at = end
	}
}

func seal(plain []byte) []byte {
	block, _ := aes.NewCipher(key)
	gcm, _ := cipher.NewGCM(block)
	out := make([]byte, 13, 13+len(plain)+16)
	out[0] = 1
	_, _ = io.ReadFull(rand.Reader, out[1:13])
	return gcm.Seal(out, out[1:13], plain, label)
}

func open(sealed []byte) []byte {
	block, _ := aes.NewCipher(key)
	gcm, _ := cipher.NewGCM(block)
	plain, err := gcm.Open(nil, sealed[1:13], sealed[13:], label)
	if err != nil {
		panic(err)
	}
	return plain
}

func BenchmarkEncode(b *testing.B) {
	for i := 0; i < b.N; i++ {
		sink += len(packet())
	}
}

func BenchmarkDecode(b *testing.B) {
	p := packet()
	for i := 0; i < b.N; i++ {
		read(p)
	}
}

func BenchmarkSeal(b *testing.B) {
	p := packet()
	for i := 0; i < b.N; i++ {
		sink += len(seal(p))
	}
}

func BenchmarkOpen(b *testing.B) {
	s := seal(packet())
	for i := 0; i < b.N; i++ {
		sink += len(open(s))
	}
}

func BenchmarkCompress(b *testing.B) {
	p := bytes.Repeat(packet(), 10)
	for i := 0; i < b.N; i++ {
		var buf bytes.Buffer
		w := lzw.NewWriter(&buf, lzw.LSB, 8)
		_, _ = w.Write(p)
		_ = w.Close()
		sink += buf.Len()
	}
}

func BenchmarkDecompress(b *testing.B) {
	var buf bytes.Buffer
	w := lzw.NewWriter(&buf, lzw.LSB, 8)
	_, _ = w.Write(bytes.Repeat(packet(), 10))
	_ = w.Close()
	for i := 0; i < b.N; i++ {
		r := lzw.NewReader(bytes.NewReader(buf.Bytes()), lzw.LSB, 8)
		var out bytes.Buffer
		_, _ = io.Copy(&out, r)
		_ = r.Close()
		sink += out.Len()
	}
}
