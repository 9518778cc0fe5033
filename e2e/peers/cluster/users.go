package main

import (
	"context"
	"crypto/x509/pkix"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// user is someone whom the bed knows, by certificate, static token, and minted token alike.
type user struct {
	name   string
	groups []string
	// roles, and where they hold; no namespace is everywhere.
	roles     []string
	namespace string
	// token, when set, makes a second kubeconfig NAME-token.
	token string
}

var users = []user{
	{name: "admin", groups: []string{"system:masters"}, roles: []string{"cluster-admin"}},
	{name: "viewer", roles: []string{"view", "bed-rollouts-view"}, token: "viewer-token-of-the-test-bed"},
	// Reads everything, and may do what promoting takes, and no more.
	{name: "operator", roles: []string{"view", "bed-rollouts-view", "bed-promote"}},
	// May not list namespaces: all it sees is its own.
	{name: "team-a", roles: []string{"edit", "bed-rollouts-edit"}, namespace: "team-a", token: "team-a-token-of-the-test-bed"},
	{name: "nobody"},
}

// programs have a kubeconfig each, so that the server can tell them from people.
var programs = []user{
	{name: "system:kube-scheduler"},
	{name: "rollouts-controller", groups: []string{"system:masters"}},
}

// Service accounts of the users live here; it also marks a bed whose rights were given once,
// so that what a test revokes stays revoked after a restart.
const usersNamespace = "bed-users"

// userLabel names the user on all bindings of theirs: delete by it to revoke.
const userLabel = "bed-user"

func findUser(name string) (user, error) {
	for _, u := range users {
		if u.name == name {
			return u, nil
		}
	}
	return user{}, fmt.Errorf("no user %q in this bed", name)
}

func (u user) home() string {
	if u.namespace != "" {
		return u.namespace
	}
	return "default"
}

// writeUsers writes each user's kubeconfig and returns the path of the static tokens.
func writeUsers(o opts, p *pki) (string, error) {
	var csv strings.Builder
	for _, u := range append(users, programs...) {
		cert, key, err := p.issueOnce("client-"+u.name, pkix.Name{CommonName: u.name, Organization: u.groups}, nil)
		if err != nil {
			return "", err
		}
		auth := &clientcmdapi.AuthInfo{ClientCertificateData: cert, ClientKeyData: key}
		if err := p.kubeconfig(o.kubeconfig(strings.TrimPrefix(u.name, "system:")), o.server(), u.name, u.home(), auth); err != nil {
			return "", err
		}
		if u.token == "" {
			continue
		}
		fmt.Fprintf(&csv, "%s,%s,%s\n", u.token, u.name, u.name)
		auth = &clientcmdapi.AuthInfo{Token: u.token}
		if err := p.kubeconfig(o.kubeconfig(u.name+"-token"), o.server(), u.name+"-token", u.home(), auth); err != nil {
			return "", err
		}
	}
	tokens := filepath.Join(p.dir, "tokens.csv")
	return tokens, os.WriteFile(tokens, []byte(csv.String()), 0o600)
}

func ensureNamespace(ctx context.Context, cl kubernetes.Interface, name string) error {
	_, err := cl.CoreV1().Namespaces().Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{})
	return ignoreExists(err)
}

func ignoreExists(err error) error {
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

func grantAll(ctx context.Context, o opts, cl kubernetes.Interface) error {
	if _, err := cl.CoreV1().Namespaces().Get(ctx, usersNamespace, metav1.GetOptions{}); err == nil || !apierrors.IsNotFound(err) {
		return err
	}
	for _, u := range users {
		if err := grant(ctx, o, cl, u); err != nil {
			return err
		}
	}
	return ensureNamespace(ctx, cl, usersNamespace)
}

// grant binds a user's roles to the user and to the service account that minted tokens speak for.
func grant(ctx context.Context, o opts, cl kubernetes.Interface, u user) error {
	if u.namespace != "" {
		if err := ensureNamespace(ctx, cl, u.namespace); err != nil {
			return err
		}
	}
	subjects := []rbacv1.Subject{
		{Kind: rbacv1.UserKind, APIGroup: rbacv1.GroupName, Name: u.name},
		{Kind: rbacv1.ServiceAccountKind, Namespace: usersNamespace, Name: u.name},
	}
	for _, role := range rolesOf(o, u.roles) {
		if err := ensureRole(ctx, cl, role); err != nil {
			return err
		}
		meta := metav1.ObjectMeta{Name: "bed-" + u.name + "-" + strings.ReplaceAll(role, ":", "-"), Labels: map[string]string{userLabel: u.name}}
		ref := rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: role}
		var err error
		if u.namespace == "" {
			_, err = cl.RbacV1().ClusterRoleBindings().Create(ctx, &rbacv1.ClusterRoleBinding{ObjectMeta: meta, RoleRef: ref, Subjects: subjects}, metav1.CreateOptions{})
		} else {
			_, err = cl.RbacV1().RoleBindings(u.namespace).Create(ctx, &rbacv1.RoleBinding{ObjectMeta: meta, RoleRef: ref, Subjects: subjects}, metav1.CreateOptions{})
		}
		if err = ignoreExists(err); err != nil {
			return err
		}
	}
	return nil
}

func grantNamed(ctx context.Context, o opts, cl kubernetes.Interface, name string) error {
	u, err := findUser(name)
	if err != nil {
		return err
	}
	return grant(ctx, o, cl, u)
}

// rolesOf: without the controller manager nobody fills the aggregated roles, so their parts stand in.
func rolesOf(o opts, roles []string) (all []string) {
	for _, role := range roles {
		switch {
		case !o.has("kcm") && role == "edit":
			all = append(all, "system:aggregate-to-edit", "system:aggregate-to-view")
		case !o.has("kcm") && role == "view":
			all = append(all, "system:aggregate-to-view")
		default:
			all = append(all, role)
		}
	}
	return all
}

// aggregated says whether the controller manager has filled the roles that users get.
func aggregated(ctx context.Context, cl kubernetes.Interface) bool {
	for _, name := range []string{"view", "edit"} {
		role, err := cl.RbacV1().ClusterRoles().Get(ctx, name, metav1.GetOptions{})
		if err != nil || len(role.Rules) == 0 {
			return false
		}
	}
	return true
}

// State is what DIR/bed.json and the one line on standard output that starts with READY tell.
type State struct {
	Server      string            `json:"server"`
	Dir         string            `json:"dir"`
	Port        int               `json:"port"`
	Pid         int               `json:"pid"`
	Without     string            `json:"without"`
	Kubeconfigs map[string]string `json:"kubeconfigs"`
}

func announce(o opts) error {
	s := State{Server: o.server(), Dir: o.dir, Port: o.port, Pid: os.Getpid(), Without: o.without, Kubeconfigs: map[string]string{}}
	for _, u := range users {
		s.Kubeconfigs[u.name] = o.kubeconfig(u.name)
		if u.token != "" {
			s.Kubeconfigs[u.name+"-token"] = o.kubeconfig(u.name + "-token")
		}
	}
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(o.dir, "bed.json"), b, 0o600); err != nil {
		return err
	}
	fmt.Printf("READY %s\n", b)
	return nil
}
