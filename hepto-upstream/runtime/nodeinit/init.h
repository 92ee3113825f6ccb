#pragma once
#include <stdbool.h>

enum { ORIGIN_FD = 100, CGROUP_FD, RUN_FD, LOCK_FD, TOP_FD, SETTINGS_FD, LAST_FD = SETTINGS_FD, HOST_NETWORK_FD, HOST_ROOT_FD };

// Exit codes of the daemon after which the node stops, and the one of init itself.
enum { EXIT_STOP = 0, EXIT_CONFIGURATION = 2, EXIT_INIT = 126 };

// say writes one line into the log of the node.
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

// exit_code is the code that a shell would show for a wait status.
int exit_code(int status);

// wait_signal takes the next blocked signal. It returns 0 when the monotonic second `deadline` has come; 0 is none.
int wait_signal(long deadline);

// seconds of the monotonic clock
long now(void);

// run_inner is pid 1 of the container. It returns the exit code of the node.
int run_inner(char **daemon);

// put_away removes what outlives the processes of the node.
void put_away(void);

// restore_sysctls writes back what the first node of the host has changed, and removes the note about it.
void restore_sysctls(void);
