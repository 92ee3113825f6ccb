package org.hepto.services.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the operator may say to the upstream processes by the environment of the node. */
public final class OperatorVariables {
    /** Go's own two (package runtime), and the one that turns off what saves memory in the planes. */
    private static final List<String> NAMES = List.of("GOGC", "GODEBUG", "HEPTO_VANILLA");

    private OperatorVariables() {}

    /** Those of them that are set, from a process's environment. */
    public static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String name : NAMES) {
            String value = environment.get(name);
            if (value != null) {
                given.put(name, value);
            }
        }
        return given;
    }
}
