package org.hepto.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RegistryTest {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    private final Registry registry = new Registry("#!".getBytes(StandardCharsets.US_ASCII));

    private byte[] manifest(String path) {
        return registry.content(path).orElseThrow();
    }

    @Test
    void eachNameIsAnotherImageUnderAnyTag() {
        byte[] tool = manifest("/v2/example/tool/manifests/1");
        assertThat(manifest("/v2/example/tool/manifests/latest")).isEqualTo(tool);
        assertThat(manifest("/v2/example/tool/manifests/" + OciImage.digest(tool)))
                .isEqualTo(tool);
        assertThat(manifest("/v2/other/manifests/1")).isNotEqualTo(tool);
    }

    @Test
    void allThatAManifestNamesIsThere() {
        byte[] manifest = manifest("/v2/example/tool/manifests/1");
        Matcher named = DIGEST.matcher(new String(manifest, StandardCharsets.UTF_8));
        int blobs = 0;
        for (; named.find(); blobs++) {
            assertThat(registry.content("/v2/example/tool/blobs/" + named.group()))
                    .hasValueSatisfying(
                            blob -> assertThat(OciImage.digest(blob)).isEqualTo(named.group()));
        }
        assertThat(blobs).isEqualTo(2);
        assertThat(registry.content("/v2/example/tool/blobs/" + OciImage.digest(new byte[0])))
                .isEmpty();
        assertThat(registry.content("/v2/")).isEmpty();
    }
}
