package org.hepto.services.daemon;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.hepto.services.control.Invitation;
import org.hepto.services.control.KubeconfigRequest;
import org.hepto.services.control.ListedNode;
import org.hepto.services.control.NodeOperations;

/** Leaves each question to what the node is at that moment: a newcomer becomes a node of a cluster. */
record OperationsOfNow(Source source) implements NodeOperations {
    /** Says what the node is. */
    @FunctionalInterface
    interface Source {
        /** Returns what answers now; throws what the operator is told if nothing can. */
        NodeOperations get() throws IOException;
    }

    @Override
    public List<ListedNode> nodes() throws IOException, InterruptedException {
        return source.get().nodes();
    }

    @Override
    public void admit(String name) throws IOException, InterruptedException {
        source.get().admit(name);
    }

    @Override
    public void forget(String name, Consumer<String> progress) throws IOException, InterruptedException {
        source.get().forget(name, progress);
    }

    @Override
    public void changeKey(Consumer<String> progress) throws IOException, InterruptedException {
        source.get().changeKey(progress);
    }

    @Override
    public Invitation invite() throws IOException, InterruptedException {
        return source.get().invite();
    }

    @Override
    public String kubeconfig(KubeconfigRequest request) throws IOException, InterruptedException {
        return source.get().kubeconfig(request);
    }
}
