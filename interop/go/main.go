// Command go-oidc does the whole story of a client with golang.org/x/oauth2 and coreos/go-oidc.
package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

var (
	formAction  = regexp.MustCompile(`<form[^>]*action="([^"]*)"`)
	hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func setting(name string) string {
	value := os.Getenv(name)
	if value == "" {
		fmt.Fprintln(os.Stderr, name+" is not set")
		os.Exit(1)
	}
	return value
}

func ok(step string) { fmt.Println("ok " + step) }

// endpoints are what discovery tells beside what go-oidc reads itself.
type endpoints struct {
	Introspection string `json:"introspection_endpoint"`
	Revocation    string `json:"revocation_endpoint"`
	EndSession    string `json:"end_session_endpoint"`
}

func run(ctx context.Context) error {
	provider, err := oidc.NewProvider(ctx, setting("ISSUER"))
	if err != nil {
		return fmt.Errorf("discovery: %w", err)
	}
	var more endpoints
	if err := provider.Claims(&more); err != nil {
		return fmt.Errorf("discovery: %w", err)
	}
	ok("discovery")

	config := oauth2.Config{
		ClientID:     setting("CLIENT_ID"),
		ClientSecret: setting("CLIENT_SECRET"),
		Endpoint:     provider.Endpoint(),
		RedirectURL:  setting("REDIRECT_URI"),
		Scopes:       []string{oidc.ScopeOpenID, "email", "read"},
	}
	browser := newBrowser()
	token, idToken, err := authorize(ctx, config, provider, browser)
	if err != nil {
		return fmt.Errorf("code: %w", err)
	}
	ok("code")

	user, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return fmt.Errorf("userinfo: %w", err)
	}
	if user.Email != setting("USER_EMAIL") || user.Subject != idToken.Subject {
		return errors.New("userinfo is somebody else's")
	}
	ok("userinfo")

	stale := *token
	stale.Expiry = time.Now().Add(-time.Minute)
	refreshed, err := config.TokenSource(ctx, &stale).Token()
	if err != nil {
		return fmt.Errorf("refresh: %w", err)
	}
	if refreshed.RefreshToken == token.RefreshToken {
		return errors.New("the refresh token was not rotated")
	}
	ok("refresh")

	if active, err := introspect(more, refreshed.AccessToken); err != nil || !active {
		return fmt.Errorf("introspection: active %v, %v", active, err)
	}
	ok("introspection")

	if _, err := asClient(more.Revocation, refreshed.RefreshToken); err != nil {
		return fmt.Errorf("revocation: %w", err)
	}
	if active, err := introspect(more, refreshed.AccessToken); err != nil || active {
		return fmt.Errorf("revocation: still active %v, %v", active, err)
	}
	ok("revocation")

	goodbye := url.Values{
		"id_token_hint":            {token.Extra("id_token").(string)},
		"post_logout_redirect_uri": {setting("POST_LOGOUT_REDIRECT_URI")},
	}
	_, left, err := browser.open(http.MethodGet, more.EndSession+"?"+goodbye.Encode(), nil)
	if err != nil {
		return fmt.Errorf("logout: %w", err)
	}
	if left != setting("POST_LOGOUT_REDIRECT_URI") {
		return fmt.Errorf("logout ended at %q", left)
	}
	ok("logout")
	return nil
}

func authorize(ctx context.Context, config oauth2.Config, provider *oidc.Provider, browser *browser) (*oauth2.Token, *oidc.IDToken, error) {
	verifier, state, nonce := oauth2.GenerateVerifier(), random(), random()
	back, err := browser.authorize(config.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier), oidc.Nonce(nonce)))
	if err != nil {
		return nil, nil, err
	}
	answer := back.Query()
	if answer.Get("state") != state || answer.Get("iss") != setting("ISSUER") {
		return nil, nil, fmt.Errorf("the answer is for somebody else: %s", back)
	}
	token, err := config.Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		return nil, nil, err
	}
	raw, isText := token.Extra("id_token").(string)
	if !isText {
		return nil, nil, errors.New("no ID token")
	}
	idToken, err := provider.VerifierContext(ctx, &oidc.Config{ClientID: config.ClientID}).Verify(ctx, raw)
	if err != nil {
		return nil, nil, err
	}
	if idToken.Nonce != nonce {
		return nil, nil, errors.New("another nonce")
	}
	return token, idToken, nil
}

func introspect(more endpoints, token string) (bool, error) {
	body, err := asClient(more.Introspection, token)
	if err != nil {
		return false, err
	}
	var answer struct {
		Active bool `json:"active"`
	}
	return answer.Active, json.Unmarshal([]byte(body), &answer)
}

func asClient(endpoint, token string) (string, error) {
	request, err := http.NewRequest(http.MethodPost, endpoint, strings.NewReader(url.Values{"token": {token}}.Encode()))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth(url.QueryEscape(setting("CLIENT_ID")), url.QueryEscape(setting("CLIENT_SECRET")))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	body, err := text(answer)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %s", answer.StatusCode, body)
	}
	return body, err
}

func random() string {
	bytes := make([]byte, 16)
	if _, err := rand.Read(bytes); err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(bytes)
}
