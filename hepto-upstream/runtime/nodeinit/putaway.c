#define _GNU_SOURCE
#include "init.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

// Seconds that the kernel may take to let go of processes that are dead already.
enum { REMOVE_TIMEOUT = 5 };

static DIR *open_directory(int at, const char *name) {
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? NULL : fdopendir(fd);
}

static struct dirent *next_directory(DIR *d) {
	for (struct dirent *e; (e = readdir(d));)
		if (e->d_type == DT_DIR && strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			return e;
	return NULL;
}

// remove_tree removes directories only, deepest first: the files of a cgroup go with their directory.
static int remove_tree(int at, const char *name) {
	DIR *d = open_directory(at, name);
	if (!d)
		return errno == ENOENT ? 0 : -1;
	for (struct dirent *e; (e = next_directory(d));)
		remove_tree(dirfd(d), e->d_name);
	closedir(d);
	return unlinkat(at, name, AT_REMOVEDIR);
}

static int write_at(int at, const char *name, const char *value) {
	int fd = openat(at, name, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	ssize_t written = write(fd, value, strlen(value));
	close(fd);
	return written < 0 ? -1 : 0;
}

// leave moves this process out of the node's cgroup: to where the launcher came from, or to the top if that is gone. systemd
// removes the scope of a session at logout, since it is empty.
static bool leave(void) {
	if (write(ORIGIN_FD, "0", 1) == 1 || write(TOP_FD, "0", 1) == 1)
		return true;
	say("leave the cgroup: %s", strerror(errno));
	return false;
}

// kill_all kills what is left in a node's tree, plane by plane: of the tree's own files only the host may write cgroup.kill,
// since a cgroup namespace begins there (nsdelegate). `spared` is the plane of this process if it could not leave.
static void kill_all(const char *node, const char *spared) {
	DIR *d = open_directory(CGROUP_FD, node);
	char path[512];
	for (struct dirent *e; d && (e = next_directory(d));) {
		if (!strcmp(e->d_name, spared))
			continue;
		snprintf(path, sizeof path, "%s/cgroup.kill", e->d_name);
		if (write_at(dirfd(d), path, "1") && errno != ENOENT)
			say("kill what is left in the cgroup %s: %s", e->d_name, strerror(errno));
	}
	if (d)
		closedir(d);
}

// remove_node kills what is left in the tree of this node and removes it, again and again while it is busy.
static bool remove_node(bool left) {
	const char *name = getenv("HEPTO_CGROUP");
	if (!name || !*name)
		return true;
	kill_all(name, left ? "" : "init");
	long deadline = now() + (left ? REMOVE_TIMEOUT : 0);
	while (remove_tree(CGROUP_FD, name)) {
		if (now() >= deadline) {
			say("remove the cgroup %s: %s", name, strerror(errno));
			return false;
		}
		usleep(50000);
	}
	return true;
}

static bool other_nodes_run(void) {
	DIR *d = open_directory(CGROUP_FD, ".");
	bool others = d && next_directory(d);
	if (d)
		closedir(d);
	return others;
}

void put_away(void) {
	// a cgroup that holds a process, this one, cannot be removed
	bool removed = remove_node(leave());
	// every node of the host holds a shared lock
	if (!flock(SETTINGS_FD, LOCK_EX | LOCK_NB))
		restore_sysctls();
	if (!removed || other_nodes_run())
		return;
	// through the parent: in the container no mount gives this directory a path
	int parent = openat(CGROUP_FD, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (unlinkat(parent, "hepto", AT_REMOVEDIR))
		say("remove the cgroup of all nodes: %s", strerror(errno));
}

// is_changed tells whether a setting is no longer as kubelet leaves it (setupKernelTunables of pkg/kubelet/cm): whoever has
// changed it since, for the host, meant it to last.
static bool is_changed(const char *path) {
	static const struct { const char *path; long value; } set_by_kubelet[] = {
		{"/proc/sys/vm/overcommit_memory", 1},
		{"/proc/sys/vm/panic_on_oom", 0},
		{"/proc/sys/kernel/panic", 10},
		{"/proc/sys/kernel/panic_on_oops", 1},
		{"/proc/sys/kernel/keys/root_maxkeys", 1000000},
		{"/proc/sys/kernel/keys/root_maxbytes", 25000000},
	};
	for (size_t i = 0; i < sizeof set_by_kubelet / sizeof *set_by_kubelet; i++) {
		if (strcmp(path, set_by_kubelet[i].path))
			continue;
		char text[32] = "";
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		bool is_read = fd >= 0 && read(fd, text, sizeof text - 1) > 0;
		if (fd >= 0)
			close(fd);
		return is_read && atol(text) != set_by_kubelet[i].value;
	}
	return false;
}

// The /proc that the inner process mounted still serves /proc/sys after its pid namespace has ended.
void restore_sysctls(void) {
	FILE *notes = fdopen(SETTINGS_FD, "r");
	if (!notes)
		return;
	char line[256], path[sizeof line + 16];
	while (fgets(line, sizeof line, notes)) {
		char *value = line, *name = strsep(&value, "=");
		if (!value)
			continue;
		for (char *dot; (dot = strchr(name, '.'));)
			*dot = '/';
		snprintf(path, sizeof path, "/proc/sys/%s", name);
		if (!is_changed(path) && write_at(AT_FDCWD, path, value))
			say("restore %s: %s", path, strerror(errno));
	}
	unlinkat(RUN_FD, "hepto.sysctls", 0);
	fclose(notes); // and with it the lock: who waits for it looks whether the file is still there
}
