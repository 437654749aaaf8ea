package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

const repository = "../.."

// wellFormed tells what is wrong with a command line of chancery, without running it.
func wellFormed(args []string) error {
	root := newRootCmd()
	cmd, rest, err := root.Find(args)
	if err != nil {
		return err
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	if !cmd.Runnable() || cmd.HasSubCommands() {
		return fmt.Errorf("%s is no command that does anything", cmd.CommandPath())
	}
	if err := cmd.ValidateRequiredFlags(); err != nil {
		return err
	}
	if err := cmd.ValidateFlagGroups(); err != nil {
		return err
	}
	return cmd.ValidateArgs(cmd.Flags().Args())
}

func TestWellFormed(t *testing.T) {
	for line, want := range map[string]bool{
		"serve --listen 0.0.0.0:8080":   true,
		"watch --feeds f --log json":    true,
		"serve --listne 0.0.0.0:8080":   false,
		"serve there":                   false,
		"srve":                          false,
		"accounts":                      false,
		"accounts add ada --role admin": true,
		"health a b":                    false,
	} {
		if err := wellFormed(strings.Fields(line)); (err == nil) != want {
			t.Errorf("%s: %v, want it well-formed: %v", line, err, want)
		}
	}
}

// dockerfile are the instructions of the Dockerfile, each on one line, in order.
func dockerfile(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(repository, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	text := regexp.MustCompile(`(?m)^#.*\n`).ReplaceAllString(string(data), "")
	text = strings.ReplaceAll(text, "\\\n", " ")
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// words reads the JSON form of an instruction.
func words(t *testing.T, instruction, name string) []string {
	t.Helper()
	var out []string
	_, list, ok := strings.Cut(instruction, name+" ")
	if err := json.Unmarshal([]byte(list), &out); !ok || err != nil {
		t.Fatalf("%s: not the form with brackets: %v", instruction, err)
	}
	return out
}

// TestDockerfile: the image runs commands that there are, as nobody in particular, and
// the program is built as it is released.
func TestDockerfile(t *testing.T) {
	lines := dockerfile(t)
	last := lines[slices.IndexFunc(lines, func(l string) bool { return l == "FROM scratch" }):]
	one := func(name string) string {
		i := slices.IndexFunc(last, func(l string) bool { return strings.HasPrefix(l, name+" ") })
		if i < 0 {
			t.Fatalf("the last stage has no %s", name)
		}
		return last[i]
	}
	entry := words(t, one("ENTRYPOINT"), "ENTRYPOINT")
	if len(entry) != 1 || entry[0] != "/usr/bin/chancery" {
		t.Errorf("the image starts %v", entry)
	}
	if err := wellFormed(words(t, one("CMD"), "CMD")); err != nil {
		t.Errorf("CMD: %v", err)
	}
	check := words(t, one("HEALTHCHECK"), "CMD")
	if check[0] != entry[0] {
		t.Errorf("the health check runs %s, of which the image has nothing", check[0])
	}
	if err := wellFormed(check[1:]); err != nil {
		t.Errorf("HEALTHCHECK: %v", err)
	}
	if user := one("USER"); user == "USER 0" || strings.HasPrefix(user, "USER root") || !regexp.MustCompile(`^USER [1-9]\d*:[1-9]\d*$`).MatchString(user) {
		t.Errorf("%s: want the numbers of a user that is not root", user)
	}
	// The same Go as the one that tests.
	version, err := exec.Command("go", "env", "GOVERSION").Output()
	if err != nil {
		t.Fatal(err)
	}
	minor := regexp.MustCompile(`^go(\d+\.\d+)`).FindStringSubmatch(string(version))
	if want := "golang:" + minor[1] + "."; !strings.Contains(lines[0], want) {
		t.Errorf("%s: want %s…", lines[0], want)
	}
	if all := strings.Join(lines, "\n"); !strings.Contains(all, " script/build /root/usr/bin/chancery") {
		t.Error("the image's program is not built by script/build, as it is released")
	}
}

// composed is what is held of compose.yaml.
type composed struct {
	Services map[string]struct {
		Image       string
		Command     []string
		Environment map[string]string
		Ports       []string
		Networks    []string
		Privileged  bool
		NetworkMode string `yaml:"network_mode"`
		Secrets     []string
		Volumes     []string
		DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
		Healthcheck struct {
			Test    []string
			Disable bool
		}
	}
	Networks, Volumes, Secrets map[string]map[string]any
}

func compose(t *testing.T) composed {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(repository, "compose.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var c composed
	if err := yaml.Unmarshal(data, &c); err != nil {
		t.Fatalf("compose.yaml: %v", err)
	}
	if len(c.Services) != 4 {
		t.Fatalf("%d services, want 4", len(c.Services))
	}
	return c
}

// TestCompose: services run commands that there are, of images of one version, reach
// nobody whom they need not, and no password stands in the file.
func TestCompose(t *testing.T) {
	c := compose(t)
	pinned := regexp.MustCompile(`^[a-z]+:(\d+\.\d+(\.\d+)?-[a-z]+|\$\{CHANCERY_VERSION:-development\})$`)
	for name, s := range c.Services {
		if !pinned.MatchString(s.Image) {
			t.Errorf("%s: image %s is not pinned by its version", name, s.Image)
		}
		if strings.HasPrefix(s.Image, "chancery:") {
			if err := wellFormed(s.Command); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if s.Healthcheck.Test != nil {
				if s.Healthcheck.Test[0] != "CMD" || s.Healthcheck.Test[1] != "/usr/bin/chancery" {
					t.Errorf("%s: its health is asked by %v, of which the image has nothing", name, s.Healthcheck.Test)
				} else if err := wellFormed(s.Healthcheck.Test[2:]); err != nil {
					t.Errorf("%s: health: %v", name, err)
				}
			}
		}
		if s.Healthcheck.Test == nil && !s.Healthcheck.Disable {
			t.Errorf("%s: nobody asks for its health, and nothing says so", name)
		}
		for _, p := range s.Ports {
			if !strings.HasPrefix(p, "127.0.0.1:") {
				t.Errorf("%s: port %s is open to other machines", name, p)
			}
		}
		if s.Privileged || s.NetworkMode != "" || len(s.Networks) == 0 {
			t.Errorf("%s is not confined to networks of its own", name)
		}
		for k, v := range s.Environment {
			if strings.Contains(strings.ToUpper(k), "PASSWORD") && !strings.HasPrefix(v, "/run/secrets/") {
				t.Errorf("%s: %s=%s: a password stands in the file", name, k, v)
			}
			if regexp.MustCompile(`//[^/@]*:[^/@]*@`).MatchString(v) {
				t.Errorf("%s: %s: a password stands in the address", name, k)
			}
		}
		declared(t, name, "secret", s.Secrets, c.Secrets)
		declared(t, name, "network", s.Networks, c.Networks)
		var volumes []string
		for _, v := range s.Volumes {
			volumes = append(volumes, strings.Split(v, ":")[0])
		}
		declared(t, name, "volume", volumes, c.Volumes)
		for other, on := range s.DependsOn {
			o, ok := c.Services[other]
			if !ok || on.Condition == "service_healthy" && o.Healthcheck.Test == nil {
				t.Errorf("%s waits for %s, which there is not or whose health nobody asks", name, other)
			}
			if !slices.ContainsFunc(s.Networks, func(n string) bool { return slices.Contains(o.Networks, n) }) {
				t.Errorf("%s waits for %s, but shares no network with it", name, other)
			}
		}
	}
	// The queue has no password: none but the worker may reach it, nor it the world.
	for name, s := range c.Services {
		if slices.Contains(s.Networks, "queue") && name != "work" && name != "nats" {
			t.Errorf("%s reaches the queue", name)
		}
	}
	if c.Networks["queue"]["internal"] != true || c.Networks["ledger"]["internal"] != true {
		t.Error("the networks of the queue and of the ledger lead outside")
	}
	// The queue's server is the one that the tests ran on.
	mod, err := os.ReadFile(filepath.Join(repository, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`nats-server/v2 v(\S+)`).FindStringSubmatch(string(mod))
	if want := "nats:" + version[1] + "-alpine"; c.Services["nats"].Image != want {
		t.Errorf("the queue is %s, tested is %s", c.Services["nats"].Image, want)
	}
}

func declared(t *testing.T, service, what string, used []string, known map[string]map[string]any) {
	t.Helper()
	for _, u := range used {
		if _, ok := known[u]; !ok {
			t.Errorf("%s: there is no %s %s", service, what, u)
		}
	}
}

// unit reads a unit of systemd: section.key to its values.
func unit(t *testing.T, file string) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	section := ""
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if strings.HasPrefix(line, "[") {
			section = strings.Trim(line, "[]")
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok {
			t.Fatalf("%s: %q is no setting", file, line)
		}
		out[section+"."+key] = append(out[section+"."+key], value)
	}
	return out
}

// TestUnits: the services run commands that there are, confined, and systemd has nothing
// to say against them.
func TestUnits(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(repository, "packaging", "systemd", "*.service"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%d units, want 2; %v", len(files), err)
	}
	for _, file := range files {
		u := unit(t, file)
		name := filepath.Base(file)
		if len(u["Service.ExecStart"]) != 1 {
			t.Fatalf("%s starts %v", name, u["Service.ExecStart"])
		}
		line := strings.NewReplacer("%S", "/var/lib", "%L", "/var/log", "%E", "/etc").Replace(u["Service.ExecStart"][0])
		if strings.Contains(line, "%") {
			t.Errorf("%s: a specifier is left in %s", name, line)
		}
		args := strings.Fields(line)
		if args[0] != "/usr/bin/chancery" {
			t.Errorf("%s starts %s", name, args[0])
		}
		if err := wellFormed(args[1:]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for key, want := range map[string]string{
			"DynamicUser": "yes", "User": "chancery", "StateDirectory": "chancery", "NoNewPrivileges": "yes", "ProtectSystem": "strict",
			"ProtectHome": "yes", "PrivateTmp": "yes", "PrivateDevices": "yes", "CapabilityBoundingSet": "", "RestrictNamespaces": "yes",
		} {
			if got := u["Service."+key]; !slices.Equal(got, []string{want}) {
				t.Errorf("%s: %s=%s, want %s", name, key, got, want)
			}
		}
	}
	verifyUnits(t, files)
}

// verifyUnits asks systemd about copies of units that start this very program.
func verifyUnits(t *testing.T, files []string) {
	t.Helper()
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		if os.Getenv("CHANCERY_REQUIRE_SYSTEMD") == "1" {
			t.Fatalf("%v; install systemd", err)
		}
		t.Skip("systemd-analyze is not there")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	args := []string{"verify", "--man=no"}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(dir, filepath.Base(file))
		if err := os.WriteFile(to, []byte(strings.ReplaceAll(string(data), "/usr/bin/chancery", self)), 0o644); err != nil {
			t.Fatal(err)
		}
		args = append(args, to)
	}
	out, err := exec.Command("systemd-analyze", args...).CombinedOutput()
	if err != nil || strings.Contains(string(out), dir) {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
	args = append([]string{"security", "--offline=true", "--threshold=20", "--no-pager"}, args[2:]...)
	if out, err := exec.Command("systemd-analyze", args...).CombinedOutput(); err != nil {
		t.Errorf("systemd-analyze security: %v\n%s", err, out)
	}
}
