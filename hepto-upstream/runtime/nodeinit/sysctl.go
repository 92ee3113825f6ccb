package nodeinit

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// sysctls is the file in the host's /run in which the launcher of the first node kept what the kubelet changes for
// the whole host.
const sysctls = "hepto.sysctls"

// restoreSysctls writes the values back and removes the file. The /proc that the inner process mounted still serves
// /proc/sys after its pid namespace has ended.
func restoreSysctls(run int) error {
	fd, err := unix.Openat(run, sysctls, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if errors.Is(err, unix.ENOENT) {
		return nil
	}
	if err != nil {
		return err
	}
	file := os.NewFile(uintptr(fd), sysctls)
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		name, value, ok := strings.Cut(lines.Text(), "=")
		if !ok {
			return fmt.Errorf("not a sysctl: %q", lines.Text())
		}
		if err := writeAt(unix.AT_FDCWD, sysctlPath(name), value); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return unix.Unlinkat(run, sysctls, 0)
}

func sysctlPath(name string) string {
	return "/proc/sys/" + strings.ReplaceAll(name, ".", "/")
}
