package org.hepto.lab;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import org.jspecify.annotations.Nullable;

/**
 * The few calls of libc that only the lab needs, under their own names: each returns -1 and sets errno on error.
 *
 * <p>Public because JNR implements it in another class loader; not for use outside this package.
 */
public interface LabLibC {
    /** The libc of this process, not one that is searched by name, which may be that of another CPU. */
    LabLibC INSTANCE = LibraryLoader.create(LabLibC.class).load(LibraryLoader.DEFAULT_LIBRARY);

    int AF_UNIX = 1;
    int SOCK_STREAM = 1;
    int SOCK_DGRAM = 2;
    int SOCK_CLOEXEC = 0x80000;
    int SOL_SOCKET = 1;
    int SO_SNDBUF = 7;
    int SO_RCVBUF = 8;
    int MSG_DONTWAIT = 0x40;
    int MSG_NOSIGNAL = 0x4000;
    int SHUT_RDWR = 2;
    short POLLIN = 1;
    int SIGKILL = 9;

    int socketpair(int domain, int type, int protocol, @Out int[] descriptors);

    int setsockopt(int descriptor, int level, int option, @In int[] value, int length);

    long recv(int descriptor, Pointer buffer, long length, int flags);

    long send(int descriptor, @In byte[] buffer, long length, int flags);

    int shutdown(int descriptor, int how);

    int close(int descriptor);

    int kill(int pid, int signal);

    int ppoll(Pointer descriptors, long count, Pointer timeout, @Nullable Pointer signals);
}
