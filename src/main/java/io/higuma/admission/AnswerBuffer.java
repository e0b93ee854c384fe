package io.higuma.admission;

import java.io.ByteArrayOutputStream;

/**
 * Where a thread composes its answers. Its memory is used again for the next one: most of what an
 * answer cost was arrays that grow, and copies of them.
 */
final class AnswerBuffer extends ByteArrayOutputStream {
  private static final int FIRST = 8 << 10;

  /** What a large answer took is given back. */
  private static final int KEPT = 64 << 10;

  AnswerBuffer() {
    super(FIRST);
  }

  /** Begins anew. */
  AnswerBuffer cleared() {
    if (buf.length > KEPT) {
      buf = new byte[FIRST];
    }
    reset();
    return this;
  }

  /** What was written is at the beginning of it; it changes with the next answer. */
  byte[] array() {
    return buf;
  }
}
