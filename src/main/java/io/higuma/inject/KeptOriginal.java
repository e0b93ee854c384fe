package io.higuma.inject;

import io.higuma.metadata.Annotations;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The record of the original, as an annotation of the injected pod. */
record KeptOriginal(String text) implements PodMutator {
  static final String KEY = Annotations.ORIGINAL.name();

  /** What the API server lets all annotations of an object have, keys and values, in bytes. */
  private static final int MAX_ANNOTATIONS = 256 * 1024;

  static KeptOriginal of(OriginalRecord record) {
    return new KeptOriginal(OriginalRecordCodec.write(record));
  }

  @Override
  public void apply(PodDraft draft) {
    draft.annotate(KEY, text);
  }

  /** Whether the other annotations of the injected pod leave room for it. */
  boolean fits(Map<String, String> annotations) {
    long size = bytes(KEY) + bytes(text);
    for (Map.Entry<String, String> other : annotations.entrySet()) {
      if (!other.getKey().equals(KEY)) {
        size += bytes(other.getKey()) + bytes(other.getValue());
      }
    }
    return size <= MAX_ANNOTATIONS;
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
