package io.higuma.admission;

import java.io.OutputStream;
import java.util.Arrays;

/**
 * Bytes that were written, in one array of their very size. A JSON generator keeps some 8 KB to
 * itself and hands them over at once, so that mostly nothing is copied twice, and of what is large
 * nothing more than a few times.
 */
final class ExactBytes extends OutputStream {
  private byte[] written = {};
  private int length;

  @Override
  public void write(int single) {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int count) {
    if (length == 0) {
      written = Arrays.copyOfRange(source, offset, offset + count);
    } else {
      if (length + count > written.length) {
        written = Arrays.copyOf(written, Math.max(length + count, written.length * 2));
      }
      System.arraycopy(source, offset, written, length, count);
    }
    length += count;
  }

  byte[] all() {
    return length == written.length ? written : Arrays.copyOf(written, length);
  }
}
