package main

import (
	"context"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apiserver/pkg/util/flushwriter"
	"k8s.io/client-go/kubernetes"
	criapi "k8s.io/cri-api/pkg/apis"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
	crilogs "k8s.io/cri-client/pkg/logs"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
)

// kubelet is the part of a node's kubelet that the API server calls, for all nodes together.
// Logs are files that a test writes: DIR/pod-logs/NAMESPACE/POD/CONTAINER.log and CONTAINER.previous.log,
// in the format of container runtimes, read by the real kubelet's code.
type kubelet struct {
	logs string
	cl   kubernetes.Interface
}

func runKubelet(ctx context.Context, o opts, p *pki, cl kubernetes.Interface) error {
	if _, _, err := p.issueOnce("kubelet", pkix.Name{CommonName: "system:node"}, []string{"127.0.0.1"}); err != nil {
		return err
	}
	k := kubelet{logs: filepath.Join(o.dir, "pod-logs"), cl: cl}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /containerLogs/{namespace}/{pod}/{container}", k.serveLogs)
	server := &http.Server{
		Addr: fmt.Sprintf("127.0.0.1:%d", o.port+3), Handler: mux,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	return server.ListenAndServeTLS(p.path("kubelet.crt"), p.path("kubelet.key"))
}

func (k kubelet) serveLogs(w http.ResponseWriter, r *http.Request) {
	options, err := logOptions(r.URL.Query())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	pod, err := k.cl.CoreV1().Pods(r.PathValue("namespace")).Get(r.Context(), r.PathValue("pod"), metav1.GetOptions{})
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	container := r.PathValue("container")
	if err := hasLogs(pod, container, options.Previous); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	file, err := k.file(pod, container, options.Previous)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	out := flushwriter.Wrap(w)
	w.WriteHeader(http.StatusOK)
	if _, err := out.Write(nil); err != nil { // the head goes out before the first line is there
		return
	}
	_ = crilogs.ReadLogs(r.Context(), file, container, readOptions(options), runningAs{pod: pod, cl: k.cl}, out, out)
}

func logOptions(query url.Values) (*corev1.PodLogOptions, error) {
	o := &corev1.PodLogOptions{}
	return o, legacyscheme.ParameterCodec.DecodeParameters(query, corev1.SchemeGroupVersion, o)
}

func readOptions(o *corev1.PodLogOptions) *crilogs.LogOptions {
	read := &crilogs.LogOptions{TailLines: o.TailLines, LimitBytes: o.LimitBytes, Follow: o.Follow, Timestamp: o.Timestamps}
	if o.SinceSeconds != nil {
		read.Since = time.Now().Add(-time.Duration(*o.SinceSeconds) * time.Second)
	}
	if o.SinceTime != nil && o.SinceTime.After(read.Since) {
		read.Since = o.SinceTime.Time
	}
	return read
}

// file is where a test writes those lines; until it does, they are none.
func (k kubelet) file(pod *corev1.Pod, container string, previous bool) (string, error) {
	name := container + ".log"
	if previous {
		name = container + ".previous.log"
	}
	path := filepath.Join(k.logs, pod.Namespace, pod.Name, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDONLY, 0o644)
	if err != nil {
		return "", err
	}
	return path, f.Close()
}

func statusOf(pod *corev1.Pod, container string) (corev1.ContainerStatus, bool) {
	for _, list := range [][]corev1.ContainerStatus{pod.Status.ContainerStatuses, pod.Status.InitContainerStatuses} {
		for _, s := range list {
			if s.Name == container {
				return s, true
			}
		}
	}
	return corev1.ContainerStatus{}, false
}

// hasLogs refuses in the words of the real kubelet (validateContainerLogStatus).
func hasLogs(pod *corev1.Pod, container string, previous bool) error {
	status, found := statusOf(pod, container)
	waiting, last := status.State.Waiting, status.LastTerminationState.Terminated
	switch {
	case !found:
		return fmt.Errorf("container %q in pod %q is not available", container, pod.Name)
	case previous && last == nil:
		return fmt.Errorf("previous terminated container %q in pod %q not found", container, pod.Name)
	case previous, status.State.Running != nil, status.State.Terminated != nil, last != nil:
		return nil
	case waiting == nil:
		return fmt.Errorf("container %q in pod %q is waiting to start - no logs yet", container, pod.Name)
	case waiting.Reason == "ErrImagePull":
		return fmt.Errorf("container %q in pod %q is waiting to start: image can't be pulled", container, pod.Name)
	case waiting.Reason == "ImagePullBackOff":
		return fmt.Errorf("container %q in pod %q is waiting to start: trying and failing to pull image", container, pod.Name)
	default:
		return fmt.Errorf("container %q in pod %q is waiting to start: %v", container, pod.Name, waiting.Reason)
	}
}

// runningAs tells who follows a log whether its container still runs, by what the API says of it.
type runningAs struct {
	criapi.RuntimeService
	pod *corev1.Pod
	cl  kubernetes.Interface
}

func (r runningAs) ContainerStatus(ctx context.Context, container string, _ bool) (*cri.ContainerStatusResponse, error) {
	state := cri.ContainerState_CONTAINER_EXITED
	before, _ := statusOf(r.pod, container)
	if pod, err := r.cl.CoreV1().Pods(r.pod.Namespace).Get(ctx, r.pod.Name, metav1.GetOptions{}); err == nil && pod.UID == r.pod.UID {
		if now, _ := statusOf(pod, container); now.State.Running != nil && now.RestartCount == before.RestartCount {
			state = cri.ContainerState_CONTAINER_RUNNING
		}
	}
	return &cri.ContainerStatusResponse{Status: &cri.ContainerStatus{Id: container, State: state}}, nil
}
