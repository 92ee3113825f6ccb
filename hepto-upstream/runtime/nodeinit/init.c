#define _GNU_SOURCE
#include "init.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void say(const char *format, ...) {
	char line[512];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	dprintf(2, "hepto init: %s\n", line);
}

int exit_code(int status) {
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

long now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

int wait_signal(long deadline) {
	sigset_t all;
	sigfillset(&all);
	for (;;) {
		struct timespec left = {deadline - now(), 0};
		if (deadline && left.tv_sec <= 0)
			return 0;
		int got = sigtimedwait(&all, NULL, deadline ? &left : NULL);
		if (got > 0)
			return got;
	}
}

// run_outer keeps all signals blocked and takes them one by one: none is lost, not even one that comes before the
// inner process is ready, since a blocked signal stays pending even for pid 1.
static int run_outer(char **daemon) {
	if (!daemon[0]) {
		say("usage: init DAEMON [ARGUMENT...]");
		return EXIT_INIT;
	}
	for (int fd = ORIGIN_FD; fd <= LAST_FD; fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	struct sigaction hangup;
	sigaction(SIGHUP, NULL, &hangup);
	bool nohup = hangup.sa_handler == SIG_IGN; // a blocked signal is not ignored
	sigset_t all;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	signal(SIGCHLD, SIG_DFL); // the launcher may have inherited that it is ignored, and then there would be nothing to wait for
	if (unshare(CLONE_NEWPID)) {
		say("unshare the pid namespace: %s", strerror(errno));
		put_away();
		return EXIT_INIT;
	}
	pid_t inner = fork();
	if (inner < 0) {
		say("fork: %s", strerror(errno));
		put_away();
		return EXIT_INIT;
	}
	if (inner == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (int fd = ORIGIN_FD; fd <= LAST_FD; fd++)
			close(fd);
		_exit(run_inner(daemon));
	}
	close(HOST_NETWORK_FD);
	close(HOST_ROOT_FD);
	for (;;) {
		int got = wait_signal(0), status;
		if (got == SIGTERM || got == SIGINT || (got == SIGHUP && !nohup))
			kill(inner, got);
		if (got == SIGCHLD && waitpid(inner, &status, WNOHANG) == inner) {
			put_away();
			return exit_code(status);
		}
	}
}

static const char *base_name(const char *path) {
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

// init is told by the base name of argv[0], else by argv[1]; `runc init` is another one.
__attribute__((constructor)) static void dispatch(int argc, char **argv) {
	if (argc > 0 && !strcmp(base_name(argv[0]), "init"))
		_exit(run_outer(argv + 1));
	if (argc > 1 && !strcmp(argv[1], "init") && strcmp(base_name(argv[0]), "runc"))
		_exit(run_outer(argv + 2));
}
