package org.hepto.services.steps;

import java.io.IOException;

/** Messages as lines of JSON. Both ends are of one build. */
final class MessageJson {
    private static final String ID = "id";
    private static final String CANCEL = "cancel";
    private static final String MISSING = "missing";
    private static final String RESULT = "result";
    private static final String FAILED = "failed";
    private static final String FATAL = "fatal";

    private MessageJson() {}

    /** Returns a message with the end of its line. */
    static String write(Message message) {
        return Fields.write(json -> {
            json.writeNumberProperty(ID, message.id());
            switch (message) {
                case Message.Run run -> StepJson.write(run.step(), json);
                case Message.Cancel _ -> json.writeBooleanProperty(CANCEL, true);
                case Message.Missing missing -> json.writeStringProperty(MISSING, missing.line());
                case Message.Finished finished -> {
                    json.writeObjectPropertyStart(RESULT);
                    StepJson.write(finished.result(), json);
                    json.writeEndObject();
                }
                case Message.Failed failed ->
                    json.writeStringProperty(failed.fatal() ? FATAL : FAILED, failed.reason());
            }
        });
    }

    static Message read(String line) throws IOException {
        Fields fields = Fields.read(line);
        try {
            return read(fields);
        } catch (RuntimeException e) { // of one of the many parsers of values
            throw new IOException("not of this build: " + e.getMessage(), e);
        }
    }

    private static Message read(Fields fields) throws IOException {
        long id = Long.parseLong(fields.text(ID));
        if (fields.has(CANCEL)) {
            return new Message.Cancel(id);
        }
        if (fields.has(MISSING)) {
            return new Message.Missing(id, fields.text(MISSING));
        }
        if (fields.has(RESULT)) {
            return new Message.Finished(id, StepJson.result(fields.object(RESULT)));
        }
        for (String failure : new String[] {FAILED, FATAL}) {
            if (fields.has(failure)) {
                return new Message.Failed(id, fields.text(failure), failure.equals(FATAL));
            }
        }
        return new Message.Run(id, StepJson.step(fields));
    }
}
