package org.hepto.sml;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Bytes that memberlist 0.6.0, go-msgpack 2.1.5 and Go's own libraries produced. */
final class Vectors {

    static final String PING = "0082a44e6f6465a26e31a55365714e6f2a";
    static final String PING_FULL =
            "0085a44e6f6465a26e31a55365714e6fcd012caa536f7572636541646472b0fd00000000000000000000"
                    + "0000000001aa536f757263654e6f6465a26e30aa536f75726365506f7274cd1f0a";
    static final String INDIRECT =
            "0185a44e61636bc3a44e6f6465a26e31a4506f7274cd1f0aa55365714e6f07a6546172676574b0fd00000"
                    + "0000000000000000000000001";
    static final String ACK = "0282a75061796c6f6164c0a55365714e6f2a";
    static final String SUSPECT = "0383a446726f6da26e30ab496e6361726e6174696f6e05a44e6f6465a26e31";
    static final String ALIVE =
            "0486a441646472b0fd000000000000000000000000000001ab496e6361726e6174696f6e01a44d657461a16d"
                    + "a44e6f6465a26e31a4506f7274cd1f0aa356736ea6010502000000";
    static final String NACK = "0b81a55365714e6fce00011170";
    static final String ERROR = "0d81a54572726f72a4626f6f6d";
    static final String STATE_HEADER = "0683a44a6f696ec3a54e6f64657301ac5573657253746174654c656ed100c8";
    static final String STATE_NODE =
            "87a441646472b0fd000000000000000000000000000001ab496e6361726e6174696f6e01a44d657461a1"
                    + "6da44e616d65a26e31a4506f7274cd1f0aa5537461746500a356736ea6010502000000";
    static final String STREAM_USER_HEADER = "0881aa557365724d73674c656e03";
    static final String COMPOUND =
            "07020011001f0082a44e6f6465a26e31a55365714e6f2a0383a446726f6da26e30ab496e6361726e61746"
                    + "96f6e05a44e6f6465a26e31";
    static final String COMPRESSED_A = "0982a4416c676f00a3427566a700c3081c483020";
    static final String CRC_PING = "0cd99326620082a44e6f6465a26e31a55365714e6f2a";
    static final String NONCE = "a0a1a2a3a4a5a6a7a8a9aaab";
    static final String SEALED =
            "01a0a1a2a3a4a5a6a7a8a9aaabe69ad8632aaf671d0c542280620b8eb15a8cb0dca0a5b08c3f14f623ac7247a" + "153";
    static final String SEALED_LABELLED =
            "f4036c616201a0a1a2a3a4a5a6a7a8a9aaabe69ad8632aaf671d0c542280620b8eb15aa552fe6c58"
                    + "759c6cc994ae6a31f7eca8";
    static final String SEALED_V0 =
            "00a0a1a2a3a4a5a6a7a8a9aaabe69ad8632aaf671d0c542280620b8eb15aa3561f9db84d639301298970a47"
                    + "a0e67af207ad56059a1a6ae0cab15c29a84";
    static final String SEALED_STREAM =
            "0a0000002e01a0a1a2a3a4a5a6a7a8a9aaabe69ad8632aaf671d0c542280620b8eb15a786b8b75dd85a"
                    + "d94fc0a167b40480c33";
    static final String SEALED_192 =
            "01a0a1a2a3a4a5a6a7a8a9aaab3be01a2c96377dd190041a928aacba16be154db124952b968330d2d47782" + "dc770a";
    static final String JOIN =
            "0683a44a6f696ec3a54e6f64657301ac5573657253746174654c656e0987a441646472b00000000000000000000"
                    + "0000000000001ab496e6361726e6174696f6e01a44d657461a46d657461a44e616d65a26e31a4506f7274cd461aa5537461746500"
                    + "a356736ea6010502000000555345525354415445";

    static final Bytes KEY_256 = Bytes.hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    static final Bytes KEY_192 = Bytes.hex("000102030405060708090a0b0c0d0e0f1011121314151617");

    /** The nonce of the sealed vectors, whatever is asked for. */
    static final RandomGenerator FIXED_NONCE = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(unhex(NONCE), 0, bytes, 0, bytes.length);
        }
    };

    private Vectors() {}

    static byte[] unhex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static Wire wire(String label, Keyring keys, boolean compress) {
        return new Wire(new Label(label), keys, compress, FIXED_NONCE);
    }
}
