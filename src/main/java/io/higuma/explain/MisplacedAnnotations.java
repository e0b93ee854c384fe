package io.higuma.explain;

import io.higuma.inject.Notice;
import io.higuma.inject.NoticeReason;
import io.higuma.inject.PodDraft;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.MetadataKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Annotations for pods that stand on the workload itself, where nobody reads them. */
final class MisplacedAnnotations {
  private MisplacedAnnotations() {}

  static List<Notice> of(Subject subject, PodSource source) {
    var inPod = PodDraft.of(source.pod()).annotations();
    Stream<ApiObject> itself = subject.isPod() ? Stream.empty() : Stream.of(subject.object());
    var notices = new ArrayList<Notice>();
    Stream.concat(itself, subject.owners().stream())
        .forEach(workload -> {
          for (MetadataKey<?> key : KnownMetadata.ANNOTATIONS) {
            if (workload.annotations().containsKey(key.name())
                && !key.equals(Annotations.SIDECAR_INJECTION)
                && !inPod.containsKey(key.name())) {
              notices.add(
                  new Notice(
                      NoticeReason.IGNORED_ANNOTATION,
                      "annotation %s has no effect on %s itself: put it on the template of its pods"
                          .formatted(key.name(), workload.describe())));
            }
          }
        });
    return notices;
  }
}
