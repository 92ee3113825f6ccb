package org.hepto.cli;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hepto.services.node.ConfigException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Takes {@code HEPTO_KEY_FILE} for {@code --key-file}, and so on; the command line wins. */
final class EnvironmentDefaults implements IDefaultValueProvider {
    private final Map<String, String> environment;
    private final Set<String> problems = new LinkedHashSet<>();

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || option.usageHelp()) {
            return null;
        }
        String name = variable(option.longestName());
        String value = environment.get(name);
        if (value != null && value.isBlank()) {
            problems.add(empty(name));
            return null;
        }
        return value;
    }

    /** Returns what is wrong with the variables that have been asked for so far. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** Refuses a variable that is set but empty: something went wrong where it was set. */
    static String requireValue(String name, String value) {
        if (value.isBlank()) {
            throw new ConfigException(empty(name));
        }
        return value;
    }

    private static String empty(String name) {
        return name + " is empty; unset it or give a value";
    }

    static String variable(String option) {
        return "HEPTO_" + option.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
