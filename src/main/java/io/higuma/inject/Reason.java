package io.higuma.inject;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why something was decided about a pod. The same words stand in the answer to the API server, in
 * Events, in the log, in metrics and in what the command line explains.
 */
public sealed interface Reason permits InjectReason, SkipReason, RejectReason, NoticeReason {
  /** All of them, for the reference documentation and for metrics. */
  static List<Reason> all() {
    return Stream.<Reason[]>of(
            InjectReason.values(),
            SkipReason.values(),
            RejectReason.values(),
            NoticeReason.values())
        .flatMap(Stream::of)
        .toList();
  }

  /** One word that never changes, in the form of Kubernetes' reasons: {@code NamespaceLabel}. */
  String code();

  /** One sentence for users, without a full stop. */
  String sentence();

  /** {@code NAMESPACE_LABEL} as {@code NamespaceLabel}. */
  static String codeOf(Enum<?> reason) {
    return Stream.of(reason.name().split("_"))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }
}
