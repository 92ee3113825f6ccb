package org.hepto.wg;

/** The names and numbers of {@code linux/wireguard.h}. */
final class WgUapi {
    static final String WG_GENL_NAME = "wireguard";
    static final int WG_GENL_VERSION = 1;

    static final int WG_CMD_GET_DEVICE = 0;
    static final int WG_CMD_SET_DEVICE = 1;

    static final int WGDEVICE_A_IFNAME = 2;
    static final int WGDEVICE_A_PRIVATE_KEY = 3;
    static final int WGDEVICE_A_PUBLIC_KEY = 4;
    static final int WGDEVICE_A_LISTEN_PORT = 6;
    static final int WGDEVICE_A_PEERS = 8;

    static final int WGPEER_F_REMOVE_ME = 1;
    static final int WGPEER_F_REPLACE_ALLOWEDIPS = 2;
    static final int WGPEER_F_UPDATE_ONLY = 4;

    static final int WGPEER_A_PUBLIC_KEY = 1;
    static final int WGPEER_A_FLAGS = 3;
    static final int WGPEER_A_ENDPOINT = 4;
    static final int WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL = 5;
    static final int WGPEER_A_LAST_HANDSHAKE_TIME = 6;
    static final int WGPEER_A_RX_BYTES = 7;
    static final int WGPEER_A_TX_BYTES = 8;
    static final int WGPEER_A_ALLOWEDIPS = 9;

    static final int WGALLOWEDIP_A_FAMILY = 1;
    static final int WGALLOWEDIP_A_IPADDR = 2;
    static final int WGALLOWEDIP_A_CIDR_MASK = 3;

    /** {@code linux/socket.h} */
    static final int AF_INET6 = 10;

    /** {@code struct sockaddr_in6} of {@code linux/in6.h}. */
    static final int SOCKADDR_IN6_BYTES = 28;

    /** {@code sizeof(struct genlmsghdr)} of {@code linux/genetlink.h}. */
    static final int GENL_HEADER = 4;

    private WgUapi() {}
}
