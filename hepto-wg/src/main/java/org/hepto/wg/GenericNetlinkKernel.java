package org.hepto.wg;

import java.util.List;
import org.hepto.utils.Errno;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.NetlinkAttributes;
import org.hepto.utils.NetlinkRequest;
import org.hepto.utils.NetlinkSocket;

/**
 * WireGuard's generic netlink family; see {@code Documentation/netlink/specs/wireguard.yaml} and
 * {@code linux/genetlink.h} of the kernel. It acts in the network namespace in which it was opened.
 */
final class GenericNetlinkKernel implements WgKernel {
    private static final int GENL_ID_CTRL = 16;
    private static final int CTRL_CMD_GETFAMILY = 3;
    private static final int CTRL_ATTR_FAMILY_ID = 1;
    private static final int CTRL_ATTR_FAMILY_NAME = 2;
    private static final int CTRL_VERSION = 2;

    private final NetlinkSocket socket;
    private final int family;

    GenericNetlinkKernel() throws ErrnoException {
        socket = new NetlinkSocket(NetlinkSocket.NETLINK_GENERIC);
        try {
            family = family();
        } catch (ErrnoException e) {
            socket.close();
            throw e;
        }
    }

    private int family() throws ErrnoException {
        NetlinkRequest request = message(GENL_ID_CTRL, NetlinkRequest.NLM_F_ACK, CTRL_CMD_GETFAMILY, CTRL_VERSION)
                .putString(CTRL_ATTR_FAMILY_NAME, WgUapi.WG_GENL_NAME);
        List<byte[]> answers = socket.request("find the kernel's WireGuard (modprobe wireguard)", request);
        return answers.stream()
                .flatMap(a -> new NetlinkAttributes(a, WgUapi.GENL_HEADER).unsignedShort(CTRL_ATTR_FAMILY_ID).stream())
                .findFirst()
                .orElseThrow(() -> new ErrnoException("find the kernel's WireGuard", Errno.ENOENT));
    }

    @Override
    public WgState get(String device) throws ErrnoException {
        NetlinkRequest request = message(
                        family, NetlinkRequest.NLM_F_DUMP, WgUapi.WG_CMD_GET_DEVICE, WgUapi.WG_GENL_VERSION)
                .putString(WgUapi.WGDEVICE_A_IFNAME, device);
        List<byte[]> answers = socket.request("get WireGuard device " + device, request);
        if (answers.isEmpty()) {
            throw new ErrnoException("get WireGuard device " + device, Errno.ENODEV);
        }
        return DeviceDump.parse(answers);
    }

    @Override
    public void set(String device, DeviceChange change) throws ErrnoException {
        for (NetlinkRequest request : SetDevice.requests(family, device, change)) {
            socket.request("set WireGuard device " + device, request);
        }
    }

    static NetlinkRequest message(int type, int flags, int command, int version) {
        return new NetlinkRequest(type, flags).fixed((byte) command, (byte) version, (byte) 0, (byte) 0);
    }

    @Override
    public void close() {
        socket.close();
    }
}
