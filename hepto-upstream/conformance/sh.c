/* sh of the suite's busybox: its own shell, whose words a test compares. Up to 1.35 at least that drops variables which
 * have a dash in their names, and tests of ConfigMaps look for those: then bash it is. A program, since some tests leave
 * a shell a hundredth of a CPU. */
#include <ctype.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
	const char *shell = "/usr/bin/busybox";
	for (char **variable = environ; *variable; variable++)
		for (const char *c = *variable; *c && *c != '='; c++)
			if (!isalnum((unsigned char)*c) && *c != '_')
				shell = "/usr/bin/bash";
	(void)argc;
	execv(shell, argv);
	return 127;
}
