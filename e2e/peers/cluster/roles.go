package main

import (
	"context"

	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

const argo = "argoproj.io"

// bedRoles are ours: `view` and `edit` know nothing of Argo Rollouts, and no role of Kubernetes
// is for someone who promotes and changes nothing else.
var bedRoles = map[string][]rbacv1.PolicyRule{
	"bed-rollouts-view": {{APIGroups: []string{argo}, Resources: []string{"*"}, Verbs: []string{"get", "list", "watch"}}},
	"bed-rollouts-edit": {{APIGroups: []string{argo}, Resources: []string{"*"}, Verbs: []string{
		"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"}}},
	"bed-promote": {
		{APIGroups: []string{argo}, Resources: []string{"rollouts", "rollouts/status"}, Verbs: []string{"patch"}},
		{APIGroups: []string{"apps"}, Resources: []string{"deployments"}, Verbs: []string{"patch"}},
	},
}

// ensureRole makes a role of ours; those of Kubernetes are there.
func ensureRole(ctx context.Context, cl kubernetes.Interface, name string) error {
	rules, ours := bedRoles[name]
	if !ours {
		return nil
	}
	_, err := cl.RbacV1().ClusterRoles().Create(ctx, &rbacv1.ClusterRole{ObjectMeta: metav1.ObjectMeta{Name: name}, Rules: rules}, metav1.CreateOptions{})
	return ignoreExists(err)
}
