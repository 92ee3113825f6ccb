// A node of a real memberlist cluster that does what its standard input says and tells on standard output what happens,
// both line by line. The tests of hepto-sml drive it; see main() for the commands.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"flag"
	"io"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/memberlist"
)

type peer struct {
	mu         sync.Mutex
	out        *json.Encoder
	meta       []byte
	state      []byte
	broadcasts [][]byte
}

func (p *peer) say(fields map[string]any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.out.Encode(fields)
}

func (p *peer) node(event string, n *memberlist.Node) {
	p.say(map[string]any{"event": event, "node": n.Name, "address": n.Address(), "meta": string(n.Meta)})
}

func (p *peer) NotifyJoin(n *memberlist.Node)   { p.node("join", n) }
func (p *peer) NotifyLeave(n *memberlist.Node)  { p.node("leave", n) }
func (p *peer) NotifyUpdate(n *memberlist.Node) { p.node("update", n) }

func (p *peer) NodeMeta(limit int) []byte { return p.meta }
func (p *peer) NotifyMsg(b []byte)        { p.say(map[string]any{"event": "message", "data": string(b)}) }
func (p *peer) LocalState(bool) []byte    { return p.state }
func (p *peer) MergeRemoteState(b []byte, join bool) {
	p.say(map[string]any{"event": "state", "data": string(b), "join": join})
}

func (p *peer) GetBroadcasts(overhead, limit int) [][]byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	var taken [][]byte
	for len(p.broadcasts) > 0 && len(p.broadcasts[0])+overhead <= limit {
		limit -= len(p.broadcasts[0]) + overhead
		taken = append(taken, p.broadcasts[0])
		p.broadcasts = p.broadcasts[1:]
	}
	return taken
}

// recorder keeps what this node sends: "packet HEX" and "stream HEX" lines.
type recorder struct {
	*memberlist.NetTransport
	mu   sync.Mutex
	file io.Writer
	in   chan net.Conn
}

func (r *recorder) record(kind string, b []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, _ = io.WriteString(r.file, kind+" "+hex.EncodeToString(b)+"\n")
}

func (r *recorder) WriteTo(b []byte, addr string) (time.Time, error) {
	r.record("packet", b)
	return r.NetTransport.WriteTo(b, addr)
}

func (r *recorder) WriteToAddress(b []byte, a memberlist.Address) (time.Time, error) {
	r.record("packet", b)
	return r.NetTransport.WriteToAddress(b, a)
}

func (r *recorder) DialTimeout(addr string, t time.Duration) (net.Conn, error) {
	c, err := r.NetTransport.DialTimeout(addr, t)
	return r.wrap(c, "stream"), err
}

func (r *recorder) DialAddressTimeout(a memberlist.Address, t time.Duration) (net.Conn, error) {
	c, err := r.NetTransport.DialAddressTimeout(a, t)
	return r.wrap(c, "stream"), err
}

func (r *recorder) StreamCh() <-chan net.Conn { return r.in }

func (r *recorder) wrap(c net.Conn, kind string) net.Conn {
	if c == nil {
		return nil
	}
	return &recorded{Conn: c, r: r, kind: kind}
}

type recorded struct {
	net.Conn
	r    *recorder
	kind string
	sent []byte
}

func (c *recorded) Write(b []byte) (int, error) {
	c.sent = append(c.sent, b...)
	return c.Conn.Write(b)
}

func (c *recorded) Close() error {
	if len(c.sent) > 0 {
		c.r.record(c.kind, c.sent)
		c.sent = nil
	}
	return c.Conn.Close()
}

func main() {
	name := flag.String("name", "go", "node name")
	addr := flag.String("addr", "::1", "address to bind and advertise")
	port := flag.Int("port", 0, "port, 0 for any")
	label := flag.String("label", "", "label")
	key := flag.String("key", "", "hex key")
	compress := flag.Bool("compress", false, "compress what is sent")
	timing := flag.String("timing", "local", "local, lan or wan")
	meta := flag.String("meta", "", "meta data")
	record := flag.String("record", "", "file for what is sent")
	flag.Parse()

	configs := map[string]func() *memberlist.Config{
		"local": memberlist.DefaultLocalConfig, "lan": memberlist.DefaultLANConfig, "wan": memberlist.DefaultWANConfig,
	}
	c := configs[*timing]()
	p := &peer{out: json.NewEncoder(os.Stdout), meta: []byte(*meta)}
	c.Name, c.BindAddr, c.AdvertiseAddr = *name, *addr, *addr
	c.BindPort, c.AdvertisePort = *port, *port
	c.Label, c.EnableCompression = *label, *compress
	c.Events, c.Delegate = p, p
	c.LogOutput = os.Stderr
	if *key != "" {
		raw, err := hex.DecodeString(*key)
		check(err)
		c.Keyring, err = memberlist.NewKeyring(nil, raw)
		check(err)
	}
	if *record != "" {
		file, err := os.Create(*record)
		check(err)
		nt, err := memberlist.NewNetTransport(&memberlist.NetTransportConfig{
			BindAddrs: []string{*addr}, BindPort: *port, Logger: log.New(os.Stderr, "", 0),
		})
		check(err)
		r := &recorder{NetTransport: nt, file: file, in: make(chan net.Conn)}
		go func() {
			for conn := range nt.StreamCh() {
				r.in <- r.wrap(conn, "reply")
			}
		}()
		c.Transport = r
		c.BindPort, c.AdvertisePort = nt.GetAutoBindPort(), nt.GetAutoBindPort()
	}
	list, err := memberlist.Create(c)
	check(err)
	p.say(map[string]any{"event": "ready", "address": list.LocalNode().Address()})
	p.serve(list, c)
}

func (p *peer) serve(list *memberlist.Memberlist, c *memberlist.Config) {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		verb, rest, _ := strings.Cut(lines.Text(), " ")
		var err error
		switch verb {
		case "join":
			_, err = list.Join(strings.Split(rest, ","))
		case "meta":
			p.meta = []byte(rest)
			err = list.UpdateNode(time.Second)
		case "state":
			p.state = []byte(rest)
		case "broadcast":
			p.mu.Lock()
			p.broadcasts = append(p.broadcasts, []byte(rest))
			p.mu.Unlock()
		case "send":
			to, data, _ := strings.Cut(rest, " ")
			for _, n := range list.Members() {
				if n.Name == to {
					err = list.SendReliable(n, []byte(data))
				}
			}
		case "members":
			names := []string{}
			for _, n := range list.Members() {
				names = append(names, n.Name)
			}
			p.say(map[string]any{"event": "members", "count": strconv.Itoa(len(names)), "names": names})
		case "add", "use", "remove":
			err = rekey(c.Keyring, verb, rest)
		case "leave":
			err = list.Leave(5 * time.Second)
		case "quit":
			_ = list.Shutdown()
			return
		}
		done := map[string]any{"event": "done", "verb": verb}
		if err != nil {
			done["error"] = err.Error()
		}
		p.say(done)
	}
}

func rekey(ring *memberlist.Keyring, verb, key string) error {
	raw, err := hex.DecodeString(key)
	if err != nil {
		return err
	}
	switch verb {
	case "add":
		return ring.AddKey(raw)
	case "use":
		return ring.UseKey(raw)
	default:
		return ring.RemoveKey(raw)
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
