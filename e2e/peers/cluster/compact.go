package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// The key by which API servers tell one another how far history is gone.
const compactRevKey = "compact_rev_key"

// compact throws away all history of etcd, as the API server does every five minutes with the older part.
func compact(ctx context.Context, o opts) error {
	c, err := clientv3.New(clientv3.Config{Endpoints: []string{fmt.Sprintf("http://127.0.0.1:%d", o.port+1)}, DialTimeout: 5 * time.Second})
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	// This write takes the newest revision for itself, so that every object's is older than what stays.
	put, err := c.Put(ctx, compactRevKey, "0")
	if err != nil {
		return err
	}
	rev := put.Header.Revision
	if _, err := c.Put(ctx, compactRevKey, strconv.FormatInt(rev, 10)); err != nil {
		return err
	}
	if _, err := c.Compact(ctx, rev, clientv3.WithCompactPhysical()); err != nil {
		return err
	}
	fmt.Println(rev)
	return nil
}
