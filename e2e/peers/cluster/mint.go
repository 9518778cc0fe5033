package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

const issuer = "https://kubernetes.default.svc"

// The API server accepts a service account's token this long past its expiry.
const leeway = time.Minute

// mint writes a kubeconfig whose credential the API server refuses once ttl is over, and prints its path.
// A token is a service account's, signed here with the bed's own key: TokenRequest gives none under ten minutes.
func mint(ctx context.Context, o opts, cl kubernetes.Interface, kind, name, as string, ttl time.Duration) error {
	p, err := openPKI(o.pkiDir())
	if err != nil {
		return err
	}
	u, err := findUser(name)
	if err != nil {
		return err
	}
	if as == "" {
		as = fmt.Sprintf("%s-%s-%s", name, kind, ttl)
	}
	auth := &clientcmdapi.AuthInfo{}
	switch kind {
	case "cert":
		auth.ClientCertificateData, auth.ClientKeyData, err = p.issue("minted-"+as, pkix.Name{CommonName: u.name, Organization: u.groups}, ttl, nil)
	case "token":
		auth.Token, err = mintToken(ctx, p, cl, u, ttl)
	default:
		err = fmt.Errorf("mint what? %q is neither token nor cert", kind)
	}
	if err != nil {
		return err
	}
	path := filepath.Join(o.dir, as+".kubeconfig")
	if err := p.kubeconfig(path, o.server(), as, u.home(), auth); err != nil {
		return err
	}
	fmt.Println(path)
	return nil
}

func mintToken(ctx context.Context, p *pki, cl kubernetes.Interface, u user, ttl time.Duration) (string, error) {
	if err := ensureNamespace(ctx, cl, usersNamespace); err != nil {
		return "", err
	}
	accounts := cl.CoreV1().ServiceAccounts(usersNamespace)
	if _, err := accounts.Create(ctx, &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: u.name}}, metav1.CreateOptions{}); ignoreExists(err) != nil {
		return "", err
	}
	sa, err := accounts.Get(ctx, u.name, metav1.GetOptions{})
	if err != nil {
		return "", err
	}
	key, err := p.readKey("sa.key")
	if err != nil {
		return "", err
	}
	now := time.Now()
	return signJWT(key, map[string]any{
		"iss": issuer, "aud": []string{issuer}, "sub": "system:serviceaccount:" + usersNamespace + ":" + u.name,
		"iat": now.Add(-2 * leeway).Unix(), "nbf": now.Add(-2 * leeway).Unix(), "exp": now.Add(ttl - leeway).Unix(),
		"kubernetes.io": map[string]any{
			"namespace":      usersNamespace,
			"serviceaccount": map[string]string{"name": u.name, "uid": string(sa.UID)},
		},
	})
}

func signJWT(key crypto.Signer, claims map[string]any) (string, error) {
	if _, ok := key.(*rsa.PrivateKey); !ok {
		return "", errors.New("RS256 wants an RSA key")
	}
	var parts []string
	for _, part := range []any{map[string]string{"alg": "RS256", "typ": "JWT"}, claims} {
		b, err := json.Marshal(part)
		if err != nil {
			return "", err
		}
		parts = append(parts, base64.RawURLEncoding.EncodeToString(b))
	}
	digest := sha256.Sum256([]byte(strings.Join(parts, ".")))
	signature, err := key.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		return "", err
	}
	return strings.Join(append(parts, base64.RawURLEncoding.EncodeToString(signature)), "."), nil
}
