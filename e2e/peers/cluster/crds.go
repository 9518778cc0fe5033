package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	apiext "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextclient "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/yaml"
)

const crdPatience = 30 * time.Second

// createCRDs creates all of a folder and waits until each is served: a controller that starts before dies.
func createCRDs(ctx context.Context, rc *rest.Config, dir string) error {
	rc = rest.CopyConfig(rc)
	rc.ContentType = "application/json" // kept as JSON in etcd: no protobuf
	cl, err := apiextclient.NewForConfig(rc)
	if err != nil {
		return err
	}
	crds, err := readCRDs(dir)
	if err != nil {
		return err
	}
	if len(crds) == 0 {
		return fmt.Errorf("no CRD in %s", dir)
	}
	for _, crd := range crds {
		if _, err := cl.ApiextensionsV1().CustomResourceDefinitions().Create(ctx, crd, metav1.CreateOptions{}); ignoreExists(err) != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, crdPatience, errors.New("CRDs were not established in time"))
	defer cancel()
	for _, crd := range crds {
		if err := waitEstablished(ctx, cl, crd.Name); err != nil {
			return err
		}
	}
	say("%d CRDs established", len(crds))
	return nil
}

func readCRDs(dir string) (crds []*apiext.CustomResourceDefinition, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		crd := &apiext.CustomResourceDefinition{}
		if err := yaml.Unmarshal(b, crd); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if crd.Kind == "CustomResourceDefinition" {
			crds = append(crds, crd)
		}
		return nil
	})
	return crds, err
}

func waitEstablished(ctx context.Context, cl apiextclient.Interface, name string) error {
	for {
		crd, err := cl.ApiextensionsV1().CustomResourceDefinitions().Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		for _, c := range crd.Status.Conditions {
			if c.Type == apiext.Established && c.Status == apiext.ConditionTrue {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
