package main

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
)

// browser is a person's browser without script.
type browser struct{ http *http.Client }

// page is where a navigation within the issuer ended.
type page struct {
	address *url.URL
	status  int
	body    string
}

func newBrowser() *browser {
	jar, _ := cookiejar.New(nil) // without options it cannot fail
	return &browser{&http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// open navigates; left is the foreign address that it was sent to, if any.
func (b *browser) open(method, address string, form url.Values) (page, string, error) {
	request, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return page{}, "", err
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := b.http.Do(request)
	if err != nil {
		return page{}, "", err
	}
	body, err := text(answer)
	if err != nil {
		return page{}, "", err
	}
	if answer.Header.Get("Location") == "" {
		return page{request.URL, answer.StatusCode, body}, "", nil
	}
	next, err := answer.Location()
	if err != nil {
		return page{}, "", err
	}
	if !strings.HasPrefix(next.String(), setting("ISSUER")+"/") {
		return page{status: answer.StatusCode}, next.String(), nil
	}
	return b.open(http.MethodGet, next.String(), nil)
}

func (b *browser) submit(shown page, fields url.Values) (page, string, error) {
	action := formAction.FindStringSubmatch(shown.body)
	if action == nil {
		return page{}, "", fmt.Errorf("no form on a page of status %d", shown.status)
	}
	target, err := shown.address.Parse(html.UnescapeString(action[1]))
	if err != nil {
		return page{}, "", err
	}
	for _, hidden := range hiddenField.FindAllStringSubmatch(shown.body, -1) {
		fields.Set(hidden[1], html.UnescapeString(hidden[2]))
	}
	return b.open(http.MethodPost, target.String(), fields)
}

// authorize logs in and agrees, where that is asked for, until the client gets its answer.
func (b *browser) authorize(address string) (*url.URL, error) {
	shown, left, err := b.open(http.MethodGet, address, nil)
	if err == nil && strings.Contains(shown.body, `type="password"`) {
		shown, left, err = b.submit(shown, url.Values{"email": {setting("USER_EMAIL")}, "password": {setting("USER_PASSWORD")}})
	}
	if err == nil && strings.Contains(shown.body, `value="allow"`) {
		shown, left, err = b.submit(shown, url.Values{"decision": {"allow"}})
	}
	if err != nil {
		return nil, err
	}
	if left == "" {
		return nil, fmt.Errorf("still at the issuer, status %d", shown.status)
	}
	return url.Parse(left)
}

func text(answer *http.Response) (string, error) {
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return string(body), err
}
