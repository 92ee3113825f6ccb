package org.hepto.wg;

import org.hepto.utils.ErrnoException;

/** The kernel's WireGuard devices, by name; the seam that tests replace. Any thread may call, one at a time. */
interface WgKernel extends AutoCloseable {
    /** {@code WG_CMD_GET_DEVICE}. */
    WgState get(String device) throws ErrnoException;

    /** {@code WG_CMD_SET_DEVICE}, as many as the change needs; when one is refused, those before it are done. */
    void set(String device, DeviceChange change) throws ErrnoException;

    @Override
    void close();
}
