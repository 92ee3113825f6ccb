package org.hepto.sml;

import java.util.concurrent.Future;

/** Says that the result of something that runs on is of no interest: the protocol notices a loss by itself. */
final class Ignored {

    private Ignored() {}

    @SuppressWarnings("unused")
    static void thread(Thread thread) {}

    @SuppressWarnings("unused")
    static void future(Future<?> future) {}
}
