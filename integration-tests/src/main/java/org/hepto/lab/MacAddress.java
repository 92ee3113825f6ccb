package org.hepto.lab;

import java.util.HexFormat;

/** An Ethernet address of a lab host, and the IPv6 addresses that follow from it (modified EUI-64, RFC 4291). */
record MacAddress(int host) {
    private static final Subnet LINK_LOCAL = Subnet.parse("fe80::/64");
    /** Without the host's number: the six bytes with ff:fe amid them and the universal bit turned. */
    private static final long INTERFACE = 0x5054_00ff_fe00_0000L;

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    /** The six bytes on the wire: {@code 52:54:00} and the host's number. */
    byte[] bytes() {
        return new byte[] {0x52, 0x54, 0, (byte) (host >> 16), (byte) (host >> 8), (byte) host};
    }

    String linkLocal() {
        return address(LINK_LOCAL);
    }

    /** The address that its host gives itself in a prefix. */
    String address(Subnet prefix) {
        return prefix.address(INTERFACE | host).toString();
    }

    @Override
    public String toString() {
        return COLONS.formatHex(bytes());
    }
}
