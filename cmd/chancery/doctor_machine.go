package main

import (
	"cmp"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"chancery/internal/config"
	"chancery/internal/language/infer"
)

// checkSettings reads the settings and sets the flags by them.
func (o *examining) checkSettings(cmd *cobra.Command) {
	name, _ := o.path()
	info, err := os.Stat(name)
	if _, bad := o.apply(cmd); bad != nil {
		o.tell("settings", failing, bad.Error(), "chancery config --example shows how a file of settings is written; --config=\"\" does without")
	} else {
		// Windows has no such bits.
		if err == nil && runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o022 != 0 {
			o.tell("settings", worry, name+" may be written to by others, who could say which servers are asked", "chmod go-w "+name)
		} else {
			o.tell("settings", fine, o.whichFile(), "")
		}
	}
	if o.unread() != "" {
		o.tell("settings", worry, settingsFile+" in this folder is not read, since it was not named", "--config "+settingsFile+" names it, or CHANCERY_CONFIG")
	}
	if names := o.unknownVariables(os.Environ()); len(names) > 0 {
		o.tell("environment", worry, "no flag is set by "+listed(names), "chancery help config tells how variables are named")
	}
}

// otherVariables are read by themselves, not as flags.
var otherVariables = []string{"CHANCERY_CONFIG", "CHANCERY_WEBHOOK_SECRET", "CHANCERY_REQUIRE_POSTGRES", "CHANCERY_REQUIRE_CHROMIUM"}

// unknownVariables are those that look as if they were for this program and set nothing.
func (o *examining) unknownVariables(environ []string) []string {
	known := slices.Clone(otherVariables)
	for _, c := range o.commands {
		c.Flags.VisitAll(func(f *pflag.Flag) { known = append(known, config.Variables(c.Path, f)...) })
	}
	var out []string
	for _, v := range environ {
		name, _, _ := strings.Cut(v, "=")
		if strings.HasPrefix(name, "CHANCERY_") && !slices.Contains(known, name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// checkProgram tells what runs on what.
func (o *examining) checkProgram() {
	o.tell("program", fine, fmt.Sprintf("chancery %s, %s, %s/%s", version, runtime.Version(), runtime.GOOS, runtime.GOARCH), "")
	cores := counted(runtime.GOMAXPROCS(0), "core")
	switch kernels := infer.Kernels(); {
	case kernels != "":
		o.tell("processor", fine, cores+", "+kernels, "")
	case runtime.GOARCH == "amd64":
		o.tell("processor", worry, cores+" without AVX2: texts are read several times more slowly",
			"run it on a processor with AVX2; a virtual machine may have to be told to pass it through")
	default:
		o.tell("processor", fine, cores+", portable code: texts are read more slowly than on amd64 with AVX2", "")
	}
}

// checkClock sees whether the time can be right: claims are recorded with it.
func (o *examining) checkClock() {
	const remedy = "set the clock, and keep it set (NTP): recordings bear its time"
	now := o.now.UTC().Format("2006-01-02 15:04 MST")
	switch of := builtFrom(); {
	case o.now.Before(cmp.Or(of, time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))):
		o.tell("clock", failing, "the clock says "+now+", which is before this program was made", remedy)
	default:
		o.tell("clock", fine, now, "")
	}
}

// checkTemporary writes a temporary file: ledgers of demos, sorting of databases.
func (o *examining) checkTemporary() {
	dir := os.TempDir()
	f, err := os.CreateTemp(dir, "chancery-*")
	if err == nil {
		_, err = f.WriteString("chancery doctor\n")
		err = cmp.Or(err, f.Close(), os.Remove(f.Name()))
	}
	if err != nil {
		o.tell("temporary files", failing, err.Error(), "let this user write there, or name another folder (TMPDIR, on Windows TMP)")
		return
	}
	o.tell("temporary files", fine, dir, "")
}

// Free space beside a ledger: below which recording soon fails, below which it is time
// to look after it.
const leastSpace, littleSpace = 100 << 20, 1 << 30

// checkSpace tells how much may still be written beside the ledger.
func (o *examining) checkSpace(file string) {
	dir := filepath.Dir(file)
	free, err := freeSpace(dir)
	if err != nil {
		o.tell("space", worry, fmt.Sprintf("how much is free in %s is not known: %v", dir, err), "")
		return
	}
	found := fmt.Sprintf("%.1f GB free in %s", float64(free)/(1<<30), dir)
	const remedy = "make room: a ledger that cannot grow records nothing more"
	switch {
	case free < leastSpace:
		o.tell("space", failing, found, remedy)
	case free < littleSpace:
		o.tell("space", worry, found, remedy)
	default:
		o.tell("space", fine, found, "")
	}
}

// checkAddress takes an address and leaves it again.
func (o *examining) checkAddress() {
	l, err := net.Listen("tcp", o.listen)
	if err != nil {
		o.tell("address", failing, err.Error(), "end what listens there, or take another port; ports below 1024 may need a privilege (setcap cap_net_bind_service=+ep)")
		return
	}
	l.Close()
	o.tell("address", fine, o.listen+" is free", "")
}
