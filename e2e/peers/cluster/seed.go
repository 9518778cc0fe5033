package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
)

const (
	seedWorkers  = 32
	seedSpaces   = 10
	seedPatience = 10 * time.Minute
)

// seedPlan: so many Deployments that share so many pods, in namespaces seed-0 … seed-9.
type seedPlan struct{ deployments, pods, roll int }

func seedNames(i int) (namespace, name string) {
	return fmt.Sprintf("seed-%d", i%seedSpaces), fmt.Sprintf("model-%05d", i)
}

// seed fills a running bed, and waits until controllers, scheduler and kwok have made it all ready.
func seed(ctx context.Context, o opts, cl kubernetes.Interface, plan seedPlan) error {
	for i := range min(seedSpaces, plan.deployments) {
		namespace, _ := seedNames(i)
		if err := ensureNamespace(ctx, cl, namespace); err != nil {
			return err
		}
	}
	began := time.Now()
	err := inParallel(plan.deployments, func(i int) error {
		// The first ones take what does not divide evenly.
		replicas := int32(plan.pods / plan.deployments)
		if i < plan.pods%plan.deployments {
			replicas++
		}
		namespace, name := seedNames(i)
		_, err := cl.AppsV1().Deployments(namespace).Create(ctx, seedDeployment(namespace, name, replicas), metav1.CreateOptions{})
		return ignoreExists(err)
	})
	if err != nil {
		return err
	}
	say("%d Deployments created in %.1f s", plan.deployments, time.Since(began).Seconds())
	if !o.has("kcm") || !o.has("kwok") || !o.has("scheduler") {
		return nil
	}
	return waitSeeded(ctx, cl, plan.pods)
}

func seedDeployment(namespace, name string, replicas int32) *appsv1.Deployment {
	labels := map[string]string{"app": name, "app.kubernetes.io/part-of": "seed"}
	return &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name, Labels: labels},
		Spec: appsv1.DeploymentSpec{
			Replicas: &replicas,
			Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": name}},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "server", Image: "registry.example/models/" + name + ":1"}}},
			},
		},
	}
}

// roll sets a new image on the first n Deployments of the seed.
func roll(ctx context.Context, cl kubernetes.Interface, n int) error {
	tag := time.Now().UnixMilli()
	return inParallel(n, func(i int) error {
		namespace, name := seedNames(i)
		patch := fmt.Sprintf(`{"spec":{"template":{"spec":{"containers":[{"name":"server","image":"registry.example/models/%s:%d"}]}}}}`, name, tag)
		_, err := cl.AppsV1().Deployments(namespace).Patch(ctx, name, types.StrategicMergePatchType, []byte(patch), metav1.PatchOptions{})
		return err
	})
}

func waitSeeded(ctx context.Context, cl kubernetes.Interface, pods int) error {
	began := time.Now()
	for {
		l, err := cl.AppsV1().Deployments("").List(ctx, metav1.ListOptions{LabelSelector: "app.kubernetes.io/part-of=seed"})
		if err != nil {
			return err
		}
		available := 0
		for _, d := range l.Items {
			available += int(d.Status.AvailableReplicas)
		}
		if available >= pods {
			say("%d pods available after %.1f s", available, time.Since(began).Seconds())
			return nil
		}
		if time.Since(began) > seedPatience {
			return fmt.Errorf("only %d of %d pods are available after %s", available, pods, seedPatience)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

// inParallel calls one(0 … n-1) and gives the first error.
func inParallel(n int, one func(i int) error) error {
	work := make(chan int)
	errs := make(chan error, 1)
	var wg sync.WaitGroup
	for range seedWorkers {
		wg.Go(func() {
			for i := range work {
				if err := one(i); err != nil {
					select {
					case errs <- err:
					default:
					}
				}
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	wg.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}
