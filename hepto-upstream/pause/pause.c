// The process that holds the namespaces of a pod. It waits: reaps what is reparented to it, ends when it is asked to.
// Without libc, so that image and process are as small as can be.

#if defined(__x86_64__)
enum { rt_sigprocmask = 14, wait4 = 61, rt_sigtimedwait = 128, exit_group = 231 };

// The kernel enters with an aligned stack, a C function expects it as after a call.
__asm__(".globl _start\n_start: xor %ebp, %ebp\n and $-16, %rsp\n call start\n");

static long sys(long n, long a, const void *b, long c, long d) {
	long r;
	register long r10 __asm__("r10") = d;
	__asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
	return r;
}
#elif defined(__aarch64__)
enum { rt_sigprocmask = 135, wait4 = 260, rt_sigtimedwait = 137, exit_group = 94 };

__asm__(".globl _start\n_start: mov x29, #0\n mov x30, #0\n b start\n");

static long sys(long n, long a, const void *b, long c, long d) {
	register long x8 __asm__("x8") = n;
	register long x0 __asm__("x0") = a;
	register const void *x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	__asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
	return x0;
}
#else
#error "pause is written for amd64 and arm64"
#endif

enum { SIGINT = 2, SIGTERM = 15, SIGCHLD = 17, SIG_BLOCK = 0, WNOHANG = 1, sizeof_kernel_sigset = 8 };

#define BIT(signal) (1UL << ((signal)-1))

__attribute__((noreturn, used)) void start(void) {
	static const unsigned long set = BIT(SIGINT) | BIT(SIGTERM) | BIT(SIGCHLD);
	sys(rt_sigprocmask, SIG_BLOCK, &set, 0, sizeof_kernel_sigset);
	for (;;) {
		// rt_sigtimedwait(set, no info, no timeout, size)
		long got = sys(rt_sigtimedwait, (long)&set, 0, 0, sizeof_kernel_sigset);
		if (got == SIGCHLD)
			while (sys(wait4, -1, 0, WNOHANG, 0) > 0)
				;
		else if (got > 0)
			sys(exit_group, 0, 0, 0, 0);
	}
}
