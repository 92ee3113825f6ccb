package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Linux;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole root is built and entered by one thread; a shell tells what it sees there. */
class PrivateRootTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private ContainerSpec spec;

    @BeforeEach
    void makeSpec() throws IOException {
        assumeTrue(Linux.geteuid() == 0, "only root can pivot");
        Path data = Files.createDirectories(directory.resolve("test/n1"));
        Files.createDirectories(directory.resolve("test/n2"));
        Files.writeString(data.resolve("mine"), "of the node");
        Files.createDirectories(directory.resolve("images"));
        spec = spec(directory.resolve("images"), Path.of("/usr/bin"));
    }

    private ContainerSpec spec(Path... readOnly) {
        return new ContainerSpec(
                "test_n1",
                "n1",
                directory.resolve("test/n1"),
                List.of(readOnly),
                new PublicLink("eth0", Optional.empty(), Ipv6Address.parse("1:2:3:4:5:6:7:8")),
                List.of(Ipv6Address.parse("2001:db8::53"), Ipv6Address.parse("2001:db8::54")),
                new ContainerSpec.HostLink(
                        "hepto0",
                        "hepto test_n1",
                        Ipv6Address.parse("fd00:1:2:ff00::"),
                        Ipv6Address.parse("fd00:1:2:ff00::1"),
                        2000),
                Optional.empty(),
                "0123456789abcdef0123456789abcdef",
                new Firewall(
                        Ipv6Address.parse("fd00:1:2:ff00::"),
                        Ipv6Address.parse("fd00:1:2:ff00::1"),
                        Firewall.Ports.NONE,
                        Optional.empty()));
    }

    private String inside(String script) {
        return inside(() -> {}, script);
    }

    /** Tells what a script says in the root that is built after some preparation, such as a mount. */
    private String inside(ThrowAway.Action before, String script) {
        AtomicReference<String> output = new AtomicReference<>("");
        // IPC: a mqueue of its own; NET: sysfs shows the network namespace of who mounts it
        ThrowAway.run(Linux.CLONE_NEWNS | Linux.CLONE_NEWIPC | Linux.CLONE_NEWNET, () -> {
            before.run();
            new PrivateRoot(spec).enter();
            output.set(ThrowAway.output("sh", "-c", script));
        });
        return Objects.requireNonNull(output.get());
    }

    @Test
    void nodeSeesItsDataAndNothingElseOfTheHosts() throws IOException {
        Path data = spec.dataDirectory();
        assertThat(inside("cd %s && cat mine && echo written > new && ls .. && ls root".formatted(data)))
                .isEqualTo("of the noden1\n");
        assertThat(data.resolve("new")).hasContent("written");
        assertThat(data.resolve("root")).as("the mount point").isEmptyDirectory();
        assertThat(inside("ls / /var /root /home 2>&1"))
                .contains("No such file or directory")
                .doesNotContain("\nhome\n", "\nmedia\n", "\nsrv\n", "\nboot\n");
    }

    @Test
    void hostPathVolumesOutlastTheContainer() {
        inside("mkdir -p /srv/db /data /var/lib/app && echo kept | tee /srv/db/row /data/row > /var/lib/app/row");
        assertThat(inside("cat /srv/db/row /data/row /var/lib/app/row")).isEqualTo("kept\nkept\nkept\n");
        assertThat(spec.dataDirectory().resolve("hostpath/srv/db/row")).hasContent("kept");
    }

    @Test
    void whatIsTemporaryIsGoneAtTheNextStart() {
        String all = "/tmp/t /var/tmp/t /run/t /var/run/u /etc/t /var/lib/kubelet/t /var/log/containers/t";
        assertThat(inside("touch %1$s && ls %1$s".formatted(all))).hasLineCount(7);
        assertThat(inside("ls %s 2>&1".formatted(all))).hasLineCount(7).doesNotContain("\n/");
    }

    /** Pods that are not root's read them, by hostPath volumes; and on disk a directory stays as it was made. */
    @Test
    void directoriesAndFilesAreForAllToReadWhateverTheUmask() {
        assertThat(
                        inside(
                                () -> Linux.umask(077),
                                "stat -c '%a %n' /var /var/lib /var/log /opt /mnt /etc /etc/ssl /dev/net; stat -c '%a %n' /etc/[hmnpr]*"))
                .doesNotContain("00 ")
                .startsWith("755 /var\n755 /var/lib\n755 /var/log\n755 /opt\n755 /mnt\n755 /etc\n")
                .contains("755 /dev/net\n", "644 /etc/passwd\n", "644 /etc/resolv.conf\n");
        assertThat(inside("stat -c %a /root")).isEqualTo("700\n");
    }

    @Test
    void varRunIsRun() throws IOException {
        Path before = Files.createDirectories(spec.dataDirectory().resolve("hostpath/var/run/netns"));
        Files.writeString(before.resolve("cni-1"), "of an earlier version");
        for (int start = 0; start < 2; start++) {
            assertThat(
                            inside(
                                    "echo socket > /var/run/s && cat /run/s; readlink /var/run; ls /var/run; cat /var/run-*/run/netns/cni-1"))
                    .isEqualTo("socket\n/run\ns\nof an earlier version");
        }
    }

    @Test
    void linkThatAPodLeftInThePlaceOfVarRunIsReplaced() throws IOException {
        Path run = Files.createDirectories(spec.dataDirectory().resolve("hostpath/var"))
                .resolve("run");
        Files.createSymbolicLink(run, directory);
        assertThat(inside("readlink /var/run")).isEqualTo("/run\n");
        assertThat(directory).isDirectoryContaining(path -> path.endsWith("images"));
    }

    @Test
    void jdkBelowTheHomeOfRootIsVisibleAtEachStart() throws IOException {
        Path jdk = Files.createTempDirectory(Path.of("/root"), "hepto-test-jdk");
        try {
            Files.writeString(jdk.resolve("release"), "JAVA_VERSION");
            spec = spec(jdk);
            for (int start = 0; start < 2; start++) {
                assertThat(inside("cat %1$s/release; touch %1$s/new 2>&1; stat -c %%a /root".formatted(jdk)))
                        .startsWith("JAVA_VERSION")
                        .contains("Read-only file system")
                        .endsWith("700\n");
            }
        } finally {
            Files.delete(jdk.resolve("release"));
            Files.delete(jdk);
        }
    }

    @Test
    void diskBelowTheDataDirectoryIsVisible() throws IOException {
        Path etcd = Files.createDirectories(spec.dataDirectory().resolve("etcd"));
        String said = inside(
                () -> {
                    Mounts.tmpfs(etcd, 0, "");
                    Files.writeString(etcd.resolve("member"), "on the other disk");
                },
                "cat %1$s/member; echo more > %1$s/wal && cat %1$s/wal; ls %2$s".formatted(etcd, spec.dataDirectory()));
        assertThat(said).isEqualTo("on the other disk" + "more\netcd\nhostpath\nmine\nroot\n");
        assertThat(etcd).isEmptyDirectory();
    }

    /** Else pods would write beside the disk, below its mount point. */
    @Test
    void diskForHostPathVolumesIsWhereTheyAre() throws IOException {
        Path disk = Files.createDirectories(spec.dataDirectory().resolve("hostpath/srv/db"));
        String said = inside(
                () -> {
                    Mounts.tmpfs(disk, 0, "");
                    Files.writeString(disk.resolve("row"), "on the other disk");
                },
                "cat /srv/db/row; mount -t proc proc /proc; grep ' /srv/db ' /proc/self/mountinfo");
        assertThat(said).startsWith("on the other disk").contains("nosuid,nodev");
        assertThat(disk).isEmptyDirectory();
    }

    @Test
    void linkThatAPodLeftInThePlaceOfADirectoryIsRefused() throws IOException {
        Path files = Files.createDirectories(spec.dataDirectory().resolve("hostpath"));
        Files.createSymbolicLink(files.resolve("root"), directory);
        var before = Files.getPosixFilePermissions(directory);
        assertThatThrownBy(() -> inside("true")).hasMessageContaining("root/root is in the way of a mount; remove it");
        assertThat(Files.getPosixFilePermissions(directory)).isEqualTo(before);
    }

    @Test
    void programsAreReadOnly() {
        assertThat(inside("touch /usr/bin/new 2>&1; touch %s/images/new 2>&1; test -x /bin/sh && echo shell"
                        .formatted(directory)))
                .contains("'/usr/bin/new': Read-only file system", "images/new': Read-only file system", "shell");
    }

    @Test
    void etcIsTheNodesOwn() {
        assertThat(inside("cd /etc; cat hosts hostname resolv.conf nsswitch.conf machine-id; ls shadow fstab 2>&1"))
                .startsWith("""
                        ::1 localhost
                        fd00:1:2:ff00::1 n1
                        n1
                        nameserver 2001:db8::53
                        nameserver 2001:db8::54
                        hosts: files dns
                        """)
                .contains("'shadow': No such file", "'fstab': No such file");
        assertThat(inside("cat /etc/passwd")).startsWith("root:x:0:0:").hasLineCount(2);
    }

    /** As on openSUSE; without it no registry would be trusted. */
    @Test
    void authoritiesThatTheHostKeepsInVarAreVisible() {
        String said = inside(
                () -> {
                    Mounts.tmpfs(Path.of("/var/lib"), 0, "");
                    Path trust = Files.createDirectory(Path.of("/var/lib/ca-certificates"));
                    Files.writeString(trust.resolve("ca-bundle.pem"), "trusted");
                },
                "cd /var/lib/ca-certificates; cat ca-bundle.pem; touch new 2>&1");
        assertThat(said).startsWith("trusted").contains("Read-only file system");
    }

    /** kube-proxy compares what it has set with what {@code nft} lists. */
    @Test
    void nftListsProtocolsByTheirNames() {
        assertThat(inside("""
                        nft -f - <<'END'
                        table ip6 names {
                            set services {
                                type ipv6_addr . inet_proto . inet_service
                                elements = { fd00::1 . tcp . 80, fd00::1 . udp . 53, fd00::1 . sctp . 9 }
                            }
                        }
                        END
                        nft --json list set ip6 names services; nft delete table ip6 names""")).contains("\"tcp\", 80", "\"udp\", 53", "\"sctp\", 9");
    }

    /** Without it mount.nfs does not know the transport of {@code proto=tcp6}, nor version 3 of NFS at all. */
    @Test
    void transportsOfRpcAreThoseOfTheHost() throws IOException {
        Path transports = Path.of("/etc/netconfig");
        assumeTrue(Files.exists(transports), "libtirpc is not installed");
        assertThat(inside("cat /etc/netconfig")).isEqualTo(Files.readString(transports));
    }

    @Test
    void machineIdIsTheGivenOne() {
        assertThat(inside("cat /etc/machine-id")).isEqualTo("0123456789abcdef0123456789abcdef\n");
    }

    @Test
    void devicesWorkAndThoseOfDisksAreNotThere() {
        assertThat(inside("""
                        echo x > /dev/null && head -c 4 /dev/zero | wc -c
                        head -c 4 /dev/urandom | wc -c
                        ls -l /dev/null /dev/net/tun /dev/fuse | cut -c1-10
                        readlink /dev/ptmx /dev/stdout; test -c /dev/pts/ptmx && echo pts
                        ls /dev
                        """)).isEqualTo("""
                        4
                        4
                        crw-rw-rw-
                        crw-rw-rw-
                        crw-rw-rw-
                        pts/ptmx
                        fd/1
                        pts
                        fd
                        full
                        fuse
                        kmsg
                        mqueue
                        net
                        null
                        ptmx
                        pts
                        random
                        shm
                        stderr
                        stdin
                        stdout
                        tty
                        urandom
                        zero
                        """);
    }

    @Test
    void mountsAreSharedAsKubeletWants() {
        String mounts = inside("mount -t proc proc /proc && cat /proc/self/mountinfo");
        assertThat(mounts.lines().filter(line -> line.matches("\\S+ \\S+ \\S+ \\S+ / .*")))
                .singleElement()
                .asString()
                .contains(" shared:")
                .contains("nosuid,nodev");
        assertThat(mounts)
                .contains(" /sys/fs/cgroup ", " - cgroup2 ")
                .contains(" /tmp ", " /run ", " /var/tmp ")
                .as("the old root is gone")
                .doesNotContain(" /home ", " /boot");
    }

    @Test
    void hostKeepsItsMounts() throws IOException {
        // others may mount meanwhile: only what the node could have changed
        List<String> before = mountsOfRoot();
        inside("true");
        assertThat(mountsOfRoot()).isEqualTo(before);
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(directory.toString());
    }

    private static List<String> mountsOfRoot() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(" / / "))
                .toList();
    }
}
