package io.higuma.admission;

import io.higuma.inject.InjectionDecision;
import io.higuma.inject.Notice;
import io.higuma.inject.Reason;
import io.higuma.inject.SkipReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A decision on a pod in the words that kubectl and the audit log show. */
final class InjectionRemarks {
  private InjectionRemarks() {}

  static AdmissionAnswer.Remarks of(InjectionDecision decision) {
    return switch (decision) {
      case InjectionDecision.Inject(var mesh, var reason, var notices) ->
          new AdmissionAnswer.Remarks(sentences(notices), audit("injected", reason, mesh, notices));
      case InjectionDecision.Skip(var reason, var notices) ->
          new AdmissionAnswer.Remarks(
              warnings(reason, notices), audit("skipped", reason, "", notices));
      case InjectionDecision.Reject(var reason, var ignored) ->
          new AdmissionAnswer.Remarks(List.of(), audit("refused", reason, "", List.of()));
    };
  }

  private static Map<String, String> audit(
      String result, Reason reason, String mesh, List<Notice> notices) {
    var annotations = new LinkedHashMap<String, String>();
    annotations.put("injection", result);
    annotations.put("reason", reason.code());
    annotations.put("message", reason.sentence());
    if (!mesh.isEmpty()) {
      annotations.put("mesh", mesh);
    }
    if (!notices.isEmpty()) {
      annotations.put("notices", codes(notices));
    }
    return annotations;
  }

  /** Each code once, in the order of the warnings: {@code Deprecated,UnknownKey}. */
  private static String codes(List<Notice> notices) {
    return notices.stream()
        .map(notice -> notice.reason().code())
        .distinct()
        .collect(Collectors.joining(","));
  }

  private static List<String> warnings(SkipReason reason, List<Notice> notices) {
    if (!reason.isWarning()) {
      return sentences(notices);
    }
    var warnings = new ArrayList<String>();
    warnings.add("%s: the pod gets no sidecar: %s".formatted(reason.code(), reason.sentence()));
    warnings.addAll(sentences(notices));
    return warnings;
  }

  private static List<String> sentences(List<Notice> notices) {
    return notices.stream()
        .map(notice -> notice.reason().code() + ": " + notice.message())
        .toList();
  }
}
