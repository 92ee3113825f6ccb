package org.hepto.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class with a {@link Lab} of its own, booted before the first test and handed to every constructor or method
 * that has a parameter for it.
 *
 * <p>When a test fails, the ends of all consoles and of the logs named by {@link LabHost#report} are printed. A test
 * that hangs is interrupted, after the stacks of all threads are printed. Tagged {@code lab}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("lab")
@ExtendWith(LabExtension.class)
public @interface LabTest {
    /** Names of the hosts to boot; none leaves everything to the test. */
    String[] hosts() default {};

    /** Memory of each, see {@link HostSize}. */
    int memoryMiB() default 1024;

    /** Disk of each, see {@link HostSize}. */
    int diskGiB() default 8;

    /** Whether there is a router with an outside world. */
    boolean router() default true;

    /** How long one test or one life-cycle method may take. */
    int timeoutSeconds() default 600;
}
