package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.hepto.lab.Lab;
import org.hepto.lab.LabHost;
import org.hepto.lab.LabTest;
import org.junit.jupiter.api.Test;

/** What a node keeps, on its own disk and on one that is mounted in its directory. */
@LabTest(timeoutSeconds = 1800)
class DisksTest {
    private static final String WRITER = """
            apiVersion: v1
            kind: Pod
            metadata: {name: writer, namespace: kube-system}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: writer
                image: docker.io/library/busybox:lab
                imagePullPolicy: Never
                command: [/bin/sh, -c, "echo row >> /db/rows; exec httpd -f -p '[::]:80'"]
                volumeMounts: [{name: db, mountPath: /db}]
              volumes:
              - name: db
                hostPath: {path: /srv/db, type: DirectoryOrCreate}
            """;

    private final HeptoNode node;
    private final LabHost host;

    DisksTest(Lab lab) {
        node = HeptoNode.boot(lab);
        host = node.host();
    }

    @Test
    void databaseOnADiskOfItsOwnAndHostPathVolumesOutlastAStop() {
        node.startAndAwaitReady();
        new Walkthrough(node).apply(WRITER);
        node.kubectl("wait -n kube-system pod/writer --for=condition=Ready --timeout=240s");
        node.kubectl("create configmap kept --from-literal=word=remembered");
        host.ok("kill -TERM " + node.process().pid());
        HeptoNode.await(
                "the node to end", Duration.ofMinutes(3), () -> !node.process().running());
        assertThat(rows()).isEqualTo("1");

        host.ok("""
                cd %s && mv etcd /data/moved && mkdir etcd && mount -t tmpfs -o mode=700 disk etcd &&
                  cp -a /data/moved/. etcd/ && rm -r /data/moved && touch etcd/disk
                """.formatted(node.directory()));
        node.startAndAwaitReady();
        assertThat(node.kubectl("get configmap kept -o jsonpath='{.data.word}'"))
                .isEqualTo("remembered");
        assertThat(host.ok("nsenter -t %d -m ls %s/etcd".formatted(node.daemon(), node.directory())))
                .contains("disk", "member");
        HeptoNode.await("the pod to run again", HeptoNode.PATIENCE, () -> rows().equals("2"));
    }

    private String rows() {
        return host.ok("wc -l < %s/hostpath/srv/db/rows".formatted(node.directory()));
    }
}
