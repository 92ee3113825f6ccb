package org.hepto.sml;

import org.hepto.sml.Message.Alive;
import org.jspecify.annotations.Nullable;

/** What this node believes of one node. For one thread. */
final class Member {

    private Alive said;
    private long incarnation;
    private NodeStateType status;
    private long changed;
    private @Nullable Suspicion suspicion;

    Member(Alive said, long incarnation, NodeStateType status, long now) {
        this.said = said;
        this.incarnation = incarnation;
        this.status = status;
        this.changed = now;
    }

    String name() {
        return said.node();
    }

    Address address() {
        return said.address();
    }

    Bytes meta() {
        return said.meta();
    }

    Bytes vsn() {
        return said.vsn();
    }

    long incarnation() {
        return incarnation;
    }

    NodeStateType status() {
        return status;
    }

    /** When the status changed last, in milliseconds. */
    long changed() {
        return changed;
    }

    boolean alive() {
        return status == NodeStateType.ALIVE;
    }

    boolean gone() {
        return status.gone();
    }

    /** Whether it understands a version of the protocol. */
    boolean understands(int protocol) {
        return Vsn.field(said.vsn(), Vsn.MAX) >= protocol;
    }

    void heard(Alive alive, long now) {
        said = alive;
        incarnation = alive.incarnation();
        become(NodeStateType.ALIVE, alive.incarnation(), now);
    }

    void become(NodeStateType next, long itsIncarnation, long now) {
        incarnation = itsIncarnation;
        if (status != next) {
            status = next;
            changed = now;
        }
    }

    @Nullable
    Suspicion suspicion() {
        return suspicion;
    }

    void suspicion(@Nullable Suspicion next) {
        if (suspicion != null) {
            suspicion.cancel();
        }
        suspicion = next;
    }

    /** The alive message that brings others to this node's own opinion. */
    Alive asAlive() {
        return said.incarnation() == incarnation
                ? said
                : new Alive(incarnation, said.node(), said.address(), said.meta(), said.vsn());
    }

    Node snapshot() {
        return new Node(name(), address(), meta(), incarnation & Incarnation.WIRE, status);
    }
}
