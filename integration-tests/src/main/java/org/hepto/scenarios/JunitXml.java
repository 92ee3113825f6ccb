package org.hepto.scenarios;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import org.hepto.scenarios.ConformanceResult.State;

/** Results as JUnit XML: read as ginkgo writes it, written so that ginkgo's readers take it. */
final class JunitXml {
    private static final String TEST = "[It] ";

    /** What ginkgo says of a test that was not selected; one that skips itself says why. */
    private static final String NOT_SELECTED = "skipped";

    private JunitXml() {}

    /** Reads the results of the tests that ran. */
    static List<ConformanceResult> read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            XMLInputFactory factory = XMLInputFactory.newFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            XMLStreamReader reader = factory.createXMLStreamReader(in);
            List<ConformanceResult> results = new ArrayList<>();
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT
                        && reader.getLocalName().equals("testcase")) {
                    ConformanceResult result = testCase(reader);
                    if (result.state() != State.SKIPPED || !result.message().equals(NOT_SELECTED)) {
                        results.add(result);
                    }
                }
            }
            return results;
        } catch (XMLStreamException e) {
            throw new IOException("%s: not JUnit XML: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static ConformanceResult testCase(XMLStreamReader reader) throws XMLStreamException {
        String name = attribute(reader, "name");
        double seconds = Double.parseDouble(attribute(reader, "time"));
        State state = State.PASSED;
        String message = "";
        String log = "";
        while (reader.next() != XMLStreamConstants.END_ELEMENT
                || !reader.getLocalName().equals("testcase")) {
            if (reader.isStartElement()) {
                switch (reader.getLocalName()) {
                    case "skipped" -> {
                        state = State.SKIPPED;
                        message = attribute(reader, "message");
                    }
                    case "failure", "error" -> {
                        state = State.FAILED;
                        String summary = attribute(reader, "message");
                        String text = reader.getElementText();
                        message = summary.isEmpty() || text.contains(summary) ? text : summary + "\n" + text;
                    }
                    case "system-err" -> log = reader.getElementText();
                    default -> {
                        // standard output and properties say nothing about a test
                    }
                }
            }
        }
        return new ConformanceResult(
                name.startsWith(TEST) ? name.substring(TEST.length()) : name, state, seconds, message, log);
    }

    private static String attribute(XMLStreamReader reader, String name) {
        String value = reader.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    /** Writes results in place of what is there, at once. */
    static void write(Path file, String suite, Collection<ConformanceResult> results) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (OutputStream out = Files.newOutputStream(fresh)) {
            XMLStreamWriter writer = XMLOutputFactory.newFactory().createXMLStreamWriter(out, "UTF-8");
            writer.writeStartDocument("UTF-8", "1.0");
            writer.writeCharacters("\n");
            writer.writeStartElement("testsuites");
            writer.writeStartElement("testsuite");
            writer.writeAttribute("name", suite);
            writer.writeAttribute("tests", Integer.toString(results.size()));
            writer.writeAttribute("failures", count(results, State.FAILED));
            writer.writeAttribute("skipped", count(results, State.SKIPPED));
            for (ConformanceResult result : results) {
                testCase(writer, suite, result);
            }
            writer.writeCharacters("\n");
            writer.writeEndDocument();
            writer.close();
        } catch (XMLStreamException e) {
            throw new IOException("%s: %s".formatted(fresh, e.getMessage()), e);
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void testCase(XMLStreamWriter writer, String suite, ConformanceResult result)
            throws XMLStreamException {
        writer.writeCharacters("\n");
        writer.writeStartElement("testcase");
        writer.writeAttribute("name", result.test());
        writer.writeAttribute("classname", suite);
        writer.writeAttribute("time", String.format(Locale.ROOT, "%.3f", result.seconds()));
        switch (result.state()) {
            case SKIPPED -> {
                writer.writeEmptyElement("skipped");
                writer.writeAttribute("message", valid(result.message()));
            }
            case FAILED -> {
                element(writer, "failure", result.message());
                element(writer, "system-err", result.log());
            }
            case PASSED -> {
                // nothing to say
            }
        }
        writer.writeEndElement();
    }

    private static void element(XMLStreamWriter writer, String name, String text) throws XMLStreamException {
        writer.writeStartElement(name);
        writer.writeCharacters(valid(text));
        writer.writeEndElement();
    }

    /** Without the control characters that XML cannot hold. */
    private static String valid(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]", "\ufffd");
    }

    private static String count(Collection<ConformanceResult> results, State state) {
        return Long.toString(
                results.stream().filter(result -> result.state() == state).count());
    }
}
