package org.hepto.utils;

/**
 * An address with a prefix length: a network when the host bits are zero, else an address on its link.
 *
 * @param length 0 to 128
 */
public record Ipv6Prefix(Ipv6Address address, int length) {
    public Ipv6Prefix {
        if (length < 0 || length > 128) {
            throw new IllegalArgumentException("a prefix length is 0 to 128, not " + length);
        }
    }

    /**
     * Parses {@code address/length}.
     *
     * @throws IllegalArgumentException with a message for the user when it is not one
     */
    public static Ipv6Prefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("no prefix length in " + text + ", write it as " + text + "/64");
        }
        String length = text.substring(slash + 1);
        if (!length.matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("not a prefix length: " + length);
        }
        return new Ipv6Prefix(Ipv6Address.parse(text.substring(0, slash)), Integer.parseInt(length));
    }

    /** The same prefix with the host bits zero. */
    public Ipv6Prefix network() {
        Ipv6Address zeroed =
                new Ipv6Address(address.high() & mask(length), address.low() & mask(Math.max(0, length - 64)));
        return new Ipv6Prefix(zeroed, length);
    }

    /** Whether the address lies in this network. */
    public boolean contains(Ipv6Address other) {
        return new Ipv6Prefix(other, length)
                .network()
                .address()
                .equals(network().address());
    }

    private static long mask(int bits) {
        if (bits <= 0) {
            return 0;
        }
        return bits >= 64 ? -1L : -1L << (64 - bits);
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
