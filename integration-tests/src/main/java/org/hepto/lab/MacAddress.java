package org.hepto.lab;

import java.util.HexFormat;

/** An Ethernet address of a lab host, and the IPv6 addresses that follow from it (modified EUI-64, RFC 4291). */
record MacAddress(int host) {
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    /** The six bytes on the wire: {@code 52:54:00} and the host's number. */
    byte[] bytes() {
        return new byte[] {0x52, 0x54, 0, (byte) (host >> 16), (byte) (host >> 8), (byte) host};
    }

    String linkLocal() {
        return address("fe80:");
    }

    /** The address in a /64, given as four groups with a colon at the end of each: {@code 2001:db8:1:0:}. */
    String address(String prefix) {
        byte[] mac = bytes();
        return "%s:%x:%x:%x:%x"
                .formatted(
                        prefix.substring(0, prefix.length() - 1) + (prefix.startsWith("fe80") ? ":" : ""),
                        group(mac[0] ^ 2, mac[1]),
                        group(mac[2], 0xff),
                        group(0xfe, mac[3]),
                        group(mac[4], mac[5]));
    }

    private static int group(int high, int low) {
        return ((high & 0xff) << 8) | (low & 0xff);
    }

    @Override
    public String toString() {
        return COLONS.formatHex(bytes());
    }
}
