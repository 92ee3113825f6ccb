package org.hepto.services.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hepto.services.control.ControlReply.Done;
import org.hepto.services.control.ControlReply.Failure;
import org.hepto.services.control.ControlReply.Listed;
import org.hepto.services.control.ControlReply.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunningOperationTest {
    private static final RunningOperation.Sender GONE = _ -> {
        throw new IOException("broken pipe");
    };

    private final List<ControlReply> sent = new ArrayList<>();

    @Test
    void whatItSaysIsSentInOrder() throws IOException, InterruptedException {
        new RunningOperation(replies -> {
                    replies.accept(new Progress("one"));
                    replies.accept(new Progress("two"));
                    return new Done();
                })
                .report(sent::add);
        assertThat(sent).containsExactly(new Progress("one"), new Progress("two"), new Done());
    }

    @Test
    void bugIsAFailureOfTheRequestAlone() throws IOException, InterruptedException {
        new RunningOperation(_ -> {
                    throw new IllegalStateException("of the test");
                })
                .report(sent::add);
        assertThat(sent).containsExactly(new Failure(ErrorCode.FAILED, "of the test"));
    }

    @Test
    void itEndsAlsoWhenTheClientHasGone() {
        AtomicBoolean ended = new AtomicBoolean();
        RunningOperation operation = new RunningOperation(replies -> {
            replies.accept(new Listed(Samples.ADMITTED));
            Thread.sleep(50); // the sender fails meanwhile
            ended.set(true);
            return new Done();
        });
        assertThatThrownBy(() -> operation.report(GONE)).hasMessage("broken pipe");
        assertThat(ended).as("it was not broken off").isTrue();
    }

    @Test
    void nothingIsWatchedForAClientThatHasGone() {
        RunningOperation operation = new RunningOperation(replies -> {
            replies.accept(new Progress("begun"));
            new CountDownLatch(1).await();
            return new Done();
        });
        assertThatThrownBy(() -> operation.report(GONE)).hasMessage("broken pipe");
    }

    @Test
    void whatHasNotBegunIsBegunBeforeItIsLeft() {
        AtomicBoolean begun = new AtomicBoolean();
        RunningOperation operation = new RunningOperation(replies -> {
            replies.accept(new Listed(Samples.ADMITTED));
            Thread.sleep(50); // the sender fails meanwhile
            begun.set(true);
            replies.accept(new Progress("begun"));
            new CountDownLatch(1).await();
            return new Done();
        });
        assertThatThrownBy(() -> operation.report(GONE)).hasMessage("broken pipe");
        assertThat(begun).isTrue();
    }
}
