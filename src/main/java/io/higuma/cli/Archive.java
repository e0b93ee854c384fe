package io.higuma.cli;

import io.higuma.support.BundleFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** A new tar file, compressed, that its owner alone may read. Without content it goes again. */
final class Archive implements AutoCloseable {
  private static final String FOLDER = "higuma-support/";
  private static final int OWNER_READS = 0600;

  private final Path file;
  private final OutputStream out;
  private boolean written;

  private Archive(Path file, OutputStream out) {
    this.file = file;
    this.out = out;
  }

  /**
   * Makes the file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if it is there
   */
  static Archive create(Path file) throws IOException {
    boolean isPosix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes =
        isPosix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    var channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes);
    return new Archive(file, Channels.newOutputStream(channel));
  }

  /** The files in their order, all of one time. */
  void write(List<BundleFile> files, Instant time) throws IOException {
    try (var tar =
        new TarArchiveOutputStream(
            new GzipCompressorOutputStream(new BufferedOutputStream(out)), "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (BundleFile one : files) {
        byte[] bytes = one.bytes();
        var entry = new TarArchiveEntry(FOLDER + one.path());
        entry.setSize(bytes.length);
        entry.setMode(OWNER_READS);
        entry.setModTime(time.toEpochMilli());
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
      }
    }
    written = true;
  }

  @Override
  public void close() throws IOException {
    out.close();
    if (!written) {
      Files.deleteIfExists(file);
    }
  }
}
