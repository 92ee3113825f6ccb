package org.hepto.lab;

/** A /64: the first half of its addresses. */
record Subnet(long high) {
    private static final String LENGTH = "/64";

    /** Reads {@code 2001:db8:11::/64}; {@link IllegalArgumentException} for another length or bits behind it. */
    static Subnet parse(String text) {
        Address6 address = Address6.parse(text.replaceFirst("/.*", ""));
        if (!text.endsWith(LENGTH) || address.low() != 0) {
            throw new IllegalArgumentException("not a /64 prefix: " + text);
        }
        return new Subnet(address.high());
    }

    boolean contains(Address6 address) {
        return address.high() == high;
    }

    Address6 address(long low) {
        return new Address6(high, low);
    }

    @Override
    public String toString() {
        return address(0) + LENGTH;
    }
}
