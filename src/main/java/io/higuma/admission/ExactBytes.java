package io.higuma.admission;

import java.io.OutputStream;
import java.util.Arrays;

/**
 * Bytes that were written, in one array of their very size. A JSON generator keeps some 8 KB to
 * itself and hands them over at once, so that mostly nothing is copied twice.
 */
final class ExactBytes extends OutputStream {
  private byte[] written = {};

  @Override
  public void write(int single) {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    if (written.length == 0) {
      written = Arrays.copyOfRange(source, offset, offset + length);
      return;
    }
    int before = written.length;
    written = Arrays.copyOf(written, before + length);
    System.arraycopy(source, offset, written, before, length);
  }

  byte[] all() {
    return written;
  }
}
