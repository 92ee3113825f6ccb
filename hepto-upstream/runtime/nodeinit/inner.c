#define _GNU_SOURCE
#include "init.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Seconds that the daemon may take to stop its units, and then everything else in the container.
#ifndef DAEMON_PATIENCE
#define DAEMON_PATIENCE 25
#endif
#ifndef OTHERS_PATIENCE
#define OTHERS_PATIENCE 2
#endif

// A daemon that lived this long has not failed to start.
enum { HEALTHY_LIFE = 60, LAST_BACKOFF = 30 };

// The hard limit of open files that systemd gives to services, DefaultLimitNOFILE; the kernel's own is 4096.
enum { LEAST_FILES = 512 * 1024 };

static struct {
	pid_t pid; // 0: it does not run
	long started, backoff;
} daemon_;

// plan_restart returns the time of the restart.
static long plan_restart(const char *why, const char *detail) {
	if (!daemon_.backoff || now() - daemon_.started >= HEALTHY_LIFE)
		daemon_.backoff = 1;
	else if ((daemon_.backoff *= 2) > LAST_BACKOFF)
		daemon_.backoff = LAST_BACKOFF;
	say("the daemon died: %s%s; restart in %lds", why, detail, daemon_.backoff);
	daemon_.pid = 0;
	return now() + daemon_.backoff;
}

// describe returns how a process ended, in a text that is good until the next call.
static const char *describe(int status) {
	static char text[24];
	if (WIFSIGNALED(status))
		snprintf(text, sizeof text, "signal SIG%s", sigabbrev_np(WTERMSIG(status)));
	else
		snprintf(text, sizeof text, "exit code %d", WEXITSTATUS(status));
	return text;
}

// default_signals is a system call for each, since libc keeps two signals for itself: its posix_spawn, by which a JVM
// starts others, leaves them ignored, and signal(3) refuses them.
static void default_signals(void) {
	const struct { void *handler; unsigned long flags; void *restorer; unsigned long mask; } fallback = {0};
	for (int s = 1; s <= 64; s++)
		syscall(SYS_rt_sigaction, s, &fallback, NULL, sizeof fallback.mask);
}

// set_oom_score is for the daemon, and for the control plane, which inherits it: as soon as upstream's for the pods that
// a cluster cannot do without. Both inits have -999 from the launcher. Hosts that are containers may not allow it.
static void set_oom_score(void) {
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
	if ((fd < 0 || write(fd, "-997", 4) < 0) && errno != EACCES)
		say("set the OOM score of the daemon: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
}

// set_file_limits undoes what a shell or service has for files. containerd makes the root directories of containers, and the
// files of DNS in them, by the umask alone: with 077 no program that is not root's would read them. Descriptors are as many
// as a service of systemd may have; that limit is as it was if the host is a container that may not raise it.
static void set_file_limits(void) {
	umask(022);
	struct rlimit files;
	if (!getrlimit(RLIMIT_NOFILE, &files) && files.rlim_max < LEAST_FILES) {
		files.rlim_max = LEAST_FILES;
		setrlimit(RLIMIT_NOFILE, &files);
	}
}

// start does what systemd would do for a service: a session, a signal mask and signal dispositions of its own. A mask
// stays across exec, so pods would inherit it: HotSpot blocks SIGQUIT in its threads, and the launcher was one.
// It returns the time of the next attempt, 0 when it needs none.
static long start(char **argv) {
	daemon_.started = now();
	daemon_.pid = fork();
	if (daemon_.pid < 0)
		return plan_restart("fork: ", strerror(errno));
	if (daemon_.pid)
		return 0;
	setsid();
	set_oom_score();
	set_file_limits();
	default_signals();
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execv(argv[0], argv);
	say("%s: %s", argv[0], strerror(errno));
	_exit(127);
}

// is_plane tells whether a dead child that is not reaped yet was a plane, which is called so in /proc.
static bool is_plane(pid_t pid) {
	char path[32], name[16] = "";
	snprintf(path, sizeof path, "/proc/%d/comm", pid);
	FILE *comm = fopen(path, "re");
	if (comm) {
		fscanf(comm, "%15s", name);
		fclose(comm);
	}
	return !strcmp(name, "control-plane") || !strcmp(name, "node-plane");
}

// reap takes in every dead child: whatever loses its parent in the container, shims first of all, becomes ours. Of a
// plane that has outlived the daemon that started it, nothing else learns how it ended.
// It tells whether the daemon was among them.
static bool reap(int *status) {
	bool dead = false;
	siginfo_t next = {0};
	for (; !waitid(P_ALL, 0, &next, WEXITED | WNOHANG | WNOWAIT) && next.si_pid; next.si_pid = 0) {
		pid_t pid = next.si_pid;
		bool plane = is_plane(pid);
		int s;
		waitpid(pid, &s, 0);
		if (pid == daemon_.pid) {
			dead = true;
			*status = s;
		} else if (plane) {
			say("the plane with pid %d ended: %s", pid, describe(s));
		}
	}
	return dead;
}

// end_all asks everything in the container to end. What is left when patience is over is killed and reaped by the
// kernel when pid 1 exits.
static int end_all(int code) {
	long deadline = now() + OTHERS_PATIENCE;
	kill(-1, SIGTERM);
	do {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		if (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD)
			break;
	} while (wait_signal(deadline));
	return code;
}

int run_inner(char **argv) {
	if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL)) {
		say("mount /proc: %s", strerror(errno));
		return EXIT_INIT;
	}
	unsetenv("HEPTO_CGROUP");
	bool stopping = false;
	long deadline = start(argv); // of the restart while the daemon is down, of its patience while it is stopped
	for (;;) {
		int status;
		switch (wait_signal(deadline)) {
		case SIGTERM:
		case SIGINT:
		case SIGHUP:
			if (!daemon_.pid)
				return end_all(EXIT_STOP);
			if (!stopping)
				deadline = now() + DAEMON_PATIENCE;
			stopping = true;
			kill(daemon_.pid, SIGTERM);
			break;
		case SIGCHLD:
			if (!reap(&status))
				break;
			int code = exit_code(status);
			if (stopping) // a JVM that ends by the signal we sent says 143, which is as it should be
				return end_all(code == 128 + SIGTERM ? EXIT_STOP : code);
			if (code == EXIT_STOP || code == EXIT_CONFIGURATION)
				return end_all(code);
			deadline = plan_restart(describe(status), "");
			break;
		case 0:
			if (stopping) {
				deadline = 0;
				say("the daemon did not stop in %ds, kill it", DAEMON_PATIENCE);
				kill(daemon_.pid, SIGKILL);
			} else {
				deadline = start(argv);
			}
			break;
		}
	}
}
