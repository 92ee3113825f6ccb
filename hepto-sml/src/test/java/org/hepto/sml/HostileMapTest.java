package org.hepto.sml;

import org.junit.jupiter.api.Test;

class HostileMapTest {

    @Test
    void honestNodesEndWithEqualMapsAndNobodyIsDisplaced() {
        HostileCluster cluster = new HostileCluster(40);
        cluster.run(3);
        cluster.check();
    }
}
