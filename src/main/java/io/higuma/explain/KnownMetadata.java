package io.higuma.explain;

import io.higuma.metadata.KnownAnnotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.SizeAnnotations;
import java.util.List;
import java.util.stream.Stream;

/** Every label and annotation that Higuma knows. */
final class KnownMetadata {
  static final List<MetadataKey<?>> LABELS = Labels.ALL;
  static final List<MetadataKey<?>> ANNOTATIONS =
      Stream.concat(KnownAnnotations.ALL.stream(), SizeAnnotations.ALL.stream()).toList();

  private KnownMetadata() {}
}
