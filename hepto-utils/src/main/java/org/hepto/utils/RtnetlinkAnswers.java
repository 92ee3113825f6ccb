package org.hepto.utils;

import java.util.Optional;

/** Reads the answers to {@link RtnetlinkRequests}, which are behind their netlink headers. */
final class RtnetlinkAnswers {
    private static final int IFF_UP = 1;

    private static final int IFA_F_DADFAILED = 8;
    private static final int IFA_F_DEPRECATED = 0x20;
    private static final int IFA_F_TENTATIVE = 0x40;
    private static final int UNUSABLE = IFA_F_TENTATIVE | IFA_F_DADFAILED | IFA_F_DEPRECATED;

    private static final int NDA_DST = 1;
    private static final int NUD_REACHABLE = 0x02;
    private static final int NUD_STALE = 0x04;
    private static final int NUD_DELAY = 0x08;
    private static final int NUD_PROBE = 0x10;
    private static final int NUD_PERMANENT = 0x80;
    private static final int NUD_KNOWN = NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT;

    private RtnetlinkAnswers() {}

    /** Reads {@code struct ifinfomsg} and its attributes. */
    static Rtnetlink.Link link(byte[] answer) {
        NetlinkAttributes attributes = new NetlinkAttributes(answer, 16);
        return new Rtnetlink.Link(
                NativeBytes.wrap(answer).getInt(4),
                attributes.string(RtnetlinkRequests.IFLA_IFNAME).orElse(""),
                attributes.integer(RtnetlinkRequests.IFLA_MTU).orElse(0),
                (NativeBytes.wrap(answer).getInt(8) & IFF_UP) != 0);
    }

    /** Reads {@code struct ifaddrmsg} and its attributes; empty if it is no IPv6 address. */
    static Optional<Rtnetlink.Address> address(byte[] answer) {
        NetlinkAttributes attributes = new NetlinkAttributes(answer, 8);
        int flags = attributes.integer(RtnetlinkRequests.IFA_FLAGS).orElse(answer[2] & 0xff);
        return attributes
                .bytes(RtnetlinkRequests.IFA_ADDRESS)
                .filter(bytes -> bytes.length == 16)
                .map(bytes -> new Rtnetlink.Address(
                        NativeBytes.wrap(answer).getInt(4),
                        new Ipv6Prefix(Ipv6Address.of(bytes), answer[1] & 0xff),
                        (flags & UNUSABLE) == 0));
    }

    /** Tells whether {@code struct ndmsg} is of that neighbour and its link-layer address is known. */
    static boolean isKnownNeighbour(byte[] answer, int link, Ipv6Address address) {
        return (NativeBytes.wrap(answer).getShort(8) & NUD_KNOWN) != 0
                && NativeBytes.wrap(answer).getInt(4) == link
                && new NetlinkAttributes(answer, 12)
                        .bytes(NDA_DST)
                        .map(Ipv6Address::of)
                        .equals(Optional.of(address));
    }
}
