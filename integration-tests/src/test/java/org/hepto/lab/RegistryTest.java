package org.hepto.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegistryTest {
    private final OciImage image = OciImage.busybox("#!".getBytes(StandardCharsets.US_ASCII), List.of("sh"));
    private final Registry registry = new Registry(image);

    @Test
    void anyTagIsThatOfItsImage() {
        assertThat(registry.content("/v2/example/tool/manifests/1")).contains(image.manifest());
        assertThat(registry.content("/v2/other/manifests/latest")).contains(image.manifest());
    }

    @Test
    void allOfTheImageIsFoundByDigest() {
        for (byte[] blob : image.blobs()) {
            assertThat(registry.content("/v2/example/tool/blobs/" + OciImage.digest(blob)))
                    .contains(blob);
        }
        assertThat(registry.content("/v2/example/tool/manifests/" + OciImage.digest(image.manifest())))
                .contains(image.manifest());
        assertThat(registry.content("/v2/example/tool/blobs/" + OciImage.digest(new byte[0])))
                .isEmpty();
    }
}
