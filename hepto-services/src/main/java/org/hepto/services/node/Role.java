package org.hepto.services.node;

import java.util.Locale;

/** What a node does for its cluster. A master is also a node. */
public enum Role {
    MASTER,
    NODE;

    /**
     * From the command line; {@code full} is another name of {@code master}.
     *
     * @throws ConfigException when there is no such role
     */
    public static Role parse(String text) {
        return switch (text) {
            case "master", "full" -> MASTER;
            case "node" -> NODE;
            default -> throw new ConfigException("unknown role '%s'; a role is master or node".formatted(text));
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
