// Package room gives an etcd that has reached its quota room again.
//
// etcd refuses every write from then on (alarm NOSPACE), and Kubernetes does not get it out of that: what it would free,
// old revisions, is freed by the apiserver's compaction, which begins with a write. Nor does an apiserver become ready again
// whose first objects cannot be written. Upstream leaves it to etcdctl: compact, defrag, alarm disarm.
package room

import (
	"context"
	"errors"
	"time"

	"go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/server/v3/etcdserver"
	"go.etcd.io/etcd/server/v3/storage/backend"
	"go.etcd.io/etcd/server/v3/storage/mvcc"
)

const (
	looks = 20
	pause = 100 * time.Millisecond
)

// Make drops old revisions, writes the file anew if it becomes so many bytes smaller, and takes the alarm back if there
// are as many bytes left then. It does nothing without an alarm, and leaves it where all is in use: deleting is possible
// all the same. Reads and writes wait while the file is written. It tells whether the alarm was taken back.
func Make(ctx context.Context, s *etcdserver.EtcdServer, worth int64) (bool, error) {
	var alarms []*etcdserverpb.AlarmMember
	for _, alarm := range s.Alarms() {
		if alarm.Alarm == etcdserverpb.AlarmType_NOSPACE {
			alarms = append(alarms, alarm)
		}
	}
	if len(alarms) == 0 {
		return false, nil
	}
	compaction := &etcdserverpb.CompactionRequest{Revision: s.KV().Rev(), Physical: true}
	if _, err := s.Compact(ctx, compaction); err != nil && !errors.Is(err, mvcc.ErrCompacted) {
		return false, err
	}
	if free(s.Backend(), worth) {
		if err := s.Defragment(); err != nil {
			return false, err
		}
	}
	if s.Cfg.QuotaBackendBytes-s.Backend().Size() < worth {
		return false, nil
	}
	for _, alarm := range alarms {
		request := &etcdserverpb.AlarmRequest{
			Action: etcdserverpb.AlarmRequest_DEACTIVATE, MemberID: alarm.MemberID, Alarm: alarm.Alarm,
		}
		if _, err := s.Alarm(ctx, request); err != nil {
			return false, err
		}
	}
	return true, nil
}

// free tells whether so many bytes of the file are unused. What a transaction has freed counts from a later one on, when
// those that read meanwhile have ended.
func free(b backend.Backend, worth int64) bool {
	for range looks {
		b.ForceCommit()
		if b.Size()-b.SizeInUse() >= worth {
			return true
		}
		time.Sleep(pause)
	}
	return false
}
