#!/bin/sh
# First process of a lab host. Finds the machine's own / read-only; the settings lie beside this file.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
. "${0%/*}/settings"
export JAVA_HOME

# / becomes a layer over the machine's
mount -t proc proc /proc
mount -t tmpfs tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work overlay /mnt/root
cd /mnt/root || exit
mkdir -p old dev proc sys run tmp data
mount -t proc -o nosuid,nodev,noexec proc proc
mount -t sysfs -o nosuid,nodev,noexec sysfs sys
mount -t devtmpfs -o nosuid devtmpfs dev
pivot_root . old
cd /
umount -l /old
rmdir /old

# what systemd mounts
mkdir -p /dev/pts /dev/shm
mount -t devpts -o nosuid,noexec,gid=5,mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs -o nosuid,nodev tmpfs /dev/shm
mount -t tmpfs -o nosuid,nodev,mode=755 tmpfs /run
mount -t tmpfs -o nosuid,nodev,mode=1777 tmpfs /tmp
umount -q /sys/fs/cgroup
mount -t cgroup2 -o nosuid,nodev,noexec,nsdelegate,memory_recursiveprot cgroup2 /sys/fs/cgroup
mkdir -p /run/lab /run/lock
mount --make-rshared /

# what the lab and the host share, under the same path as on the machine
mkdir -p "$EXCHANGE"
mount -t hostfs -o "$EXCHANGE" hostfs "$EXCHANGE"
case $CHECKOUT in
/tmp/* | /run/* | /dev/shm/*)
    mkdir -p "$CHECKOUT"
    mount -t hostfs -o "ro,$CHECKOUT" hostfs "$CHECKOUT"
    ;;
esac
mount -o noinit_itable /dev/ubdb /data

echo "$NAME" > /proc/sys/kernel/hostname
echo "$NAME" > /etc/hostname
printf '127.0.0.1 localhost\n::1 localhost %s\n' "$NAME" > /etc/hosts
ulimit -Hn 524288
ip link set lo up
ip link set vec0 name eth0
# addresses are unique by construction: spares a second of each boot
echo 0 > /proc/sys/net/ipv6/conf/eth0/dad_transmits
if [ "$ROUTER" ]; then
    echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
    ip addr add 2001:db8:ffff::1/128 dev lo
    ip addr add 2001:db8:1::fe/64 dev eth0
fi
ip link set eth0 up

echo -1000 > /proc/self/oom_score_adj
exec 3<> /dev/ttyS0
stty raw -echo <&3
"$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx32m -Xshare:auto -XX:-UsePerfData \
    -cp "$CLASSES" org.hepto.lab.Agent ${ROUTER:+outside} <&3 >&3 &
agent=$!
exec 3>&-
# reaps every orphan of the host until the agent ends, which it does when the lab is gone
while kill -0 "$agent" 2> /dev/null; do wait; done
echo "the agent has ended"
echo o > /proc/sysrq-trigger
sleep 60
