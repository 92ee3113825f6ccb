package org.hepto.services.units;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hepto.daeman.Condition;
import org.hepto.daeman.UnitContext;

/** What a unit sees of the graph, for tests of one unit: hands out one value, and waits for futures only. */
final class TestContext {
    /** The conditions that the unit waited for, which all hold at once. */
    final List<String> awaited = new ArrayList<>();

    final List<Throwable> failures = new ArrayList<>();
    private final Object value;

    /** @param value of every unit that is asked for */
    TestContext(Object value) {
        this.value = value;
    }

    UnitContext context() {
        Class<?>[] type = {UnitContext.class};
        return (UnitContext) Proxy.newProxyInstance(getClass().getClassLoader(), type, (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "get" -> {
                    return value;
                }
                case "failed" -> failures.add((Throwable) arguments[0]);
                case "await" -> {
                    if (arguments[0] instanceof Condition condition) {
                        awaited.add(condition.description());
                        return null;
                    }
                    return result((CompletableFuture<?>) arguments[1], (Duration) arguments[2]);
                }
                default -> throw new UnsupportedOperationException(method.getName());
            }
            return null;
        });
    }

    private static Object result(CompletableFuture<?> future, Duration timeout) throws InterruptedException {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
