import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A zip behind another file, with offsets from the start of the whole, as APPNOTE.TXT 4.4.16 has them. */
final class PrefixedZip implements Closeable {
    private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);
    private static final int BUFFER = 1 << 20;

    /** End of central directory record: signature, and its length without a comment. */
    private static final int END = 0x06054b50;

    private static final int END_LENGTH = 22;

    /** Central directory file header: signature, and its length without name, extra field and comment. */
    private static final int HEADER = 0x02014b50;

    private static final int HEADER_LENGTH = 46;
    private static final int MAX_ENTRIES = 0xfffe;

    private final Path file;
    private final long prefix;
    private final ZipOutputStream zip;

    PrefixedZip(Path file, Path before) throws IOException {
        this.file = file;
        Files.copy(before, file, StandardCopyOption.REPLACE_EXISTING);
        prefix = Files.size(file);
        zip = new ZipOutputStream(
                new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.APPEND), BUFFER));
    }

    void deflated(String name, byte[] content) throws IOException {
        put(entry(name), content);
    }

    /** Without compression, for what is an archive or executed as it is. */
    void stored(String name, byte[] content) throws IOException {
        ZipEntry entry = entry(name);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        put(entry, content);
    }

    static ZipEntry entry(String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        return entry;
    }

    private void put(ZipEntry entry, byte[] content) throws IOException {
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    @Override
    public void close() throws IOException {
        zip.close();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            shift(channel);
        }
    }

    private void shift(FileChannel channel) throws IOException {
        long endPosition = channel.size() - END_LENGTH;
        ByteBuffer end = read(channel, endPosition, END_LENGTH);
        int entries = Short.toUnsignedInt(end.getShort(10));
        if (end.getInt(0) != END || entries > MAX_ENTRIES || channel.size() > Integer.MAX_VALUE) {
            throw new IOException("%s needs zip64: %d entries, %d bytes".formatted(file, entries, channel.size()));
        }
        long position = prefix + end.getInt(16);
        ByteBuffer directory = read(channel, position, end.getInt(12));
        for (int at = 0; at < directory.limit(); ) {
            if (directory.getInt(at) != HEADER) {
                throw new IOException("%s has no header at %d".formatted(file, position + at));
            }
            directory.putInt(at + 42, (int) (directory.getInt(at + 42) + prefix));
            at += HEADER_LENGTH
                    + directory.getShort(at + 28)
                    + directory.getShort(at + 30)
                    + directory.getShort(at + 32);
        }
        end.putInt(16, (int) position);
        channel.write(directory, position);
        channel.write(end, endPosition);
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) >= 0) {}
        return buffer.flip();
    }
}
