package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdentityTest {

    private final Identity identity = Identity.generate();
    private final Bytes data = Bytes.utf8("data");

    @Test
    void aSignatureIsGoodForOnePurposeOneTextAndOneKey() {
        Bytes signature = identity.sign("a", data);
        assertThat(Identity.verify(identity.publicKey(), "a", data, signature)).isTrue();
        assertThat(Identity.verify(identity.publicKey(), "b", data, signature)).isFalse();
        assertThat(Identity.verify(identity.publicKey(), "a", Bytes.utf8("date"), signature))
                .isFalse();
        assertThat(Identity.verify(Identity.generate().publicKey(), "a", data, signature))
                .isFalse();
        assertThat(Identity.verify(Bytes.EMPTY, "a", data, signature)).isFalse();
        assertThat(Identity.verify(identity.publicKey(), "a", data, Bytes.EMPTY))
                .isFalse();
    }
}
