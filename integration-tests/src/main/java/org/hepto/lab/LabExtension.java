package org.hepto.lab;

import java.lang.reflect.Method;
import java.time.Duration;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link LabTest} promises. */
final class LabExtension
        implements BeforeAllCallback,
                ParameterResolver,
                InvocationInterceptor,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {
    private static final Namespace NAMESPACE = Namespace.create(LabExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        lab(context);
    }

    private static Lab boot(LabTest wanted) {
        Lab lab = new Lab();
        try {
            for (String host : wanted.hosts()) {
                lab.host(host, new HostSize(wanted.memoryMiB(), wanted.diskGiB()));
            }
            if (wanted.router()) {
                lab.router();
            }
            lab.boot();
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Lab.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return lab(context);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        report(context, failure);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        report(context, failure);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        report(context, failure);
    }

    private static void report(ExtensionContext context, Throwable failure) throws Throwable {
        System.err.println(new LabReport(lab(context)).about(context.getDisplayName()));
        throw failure;
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        watch(invocation, context);
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        watch(invocation, context);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        watch(invocation, context);
    }

    private static void watch(Invocation<Void> invocation, ExtensionContext context) throws Throwable {
        Duration limit = Duration.ofSeconds(annotation(context).timeoutSeconds());
        try (Watchdog _ = new Watchdog(context.getDisplayName(), limit)) {
            invocation.proceed();
        }
    }

    /**
     * The lab of the class, booted when first asked for: an instance per class is made before anything else happens.
     * The store closes it when the class is done.
     */
    private static Lab lab(ExtensionContext context) {
        return context.getStore(NAMESPACE).getOrComputeIfAbsent(Lab.class, _ -> boot(annotation(context)), Lab.class);
    }

    private static LabTest annotation(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), LabTest.class)
                .orElseThrow();
    }
}
