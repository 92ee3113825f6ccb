package org.hepto.wg;

import org.hepto.utils.ErrnoException;

/** The kernel's WireGuard devices, by name; the seam that tests replace. Any thread may call, one at a time. */
interface WgKernel extends AutoCloseable {
    /** {@code WG_CMD_GET_DEVICE}. */
    WgState get(String device) throws ErrnoException;

    /** {@code WG_CMD_SET_DEVICE} with every setting of the configuration. */
    void set(String device, WgConfig config) throws ErrnoException;

    @Override
    void close();
}
