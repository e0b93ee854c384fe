package io.higuma.explain;

import java.util.List;

/** The answer in one sentence. */
final class Summary {
  private Summary() {}

  /**
   * Of a pod, or of a workload with its pods.
   *
   * @param outdated whether its sidecar is not the one that it would get now
   */
  static String of(Look look, List<Look> pods, boolean outdated) {
    String object = look.subject().object().describe();
    if (look.subject().isInjected() && look.subject().isPod()) {
      return object + injected(look.fate(), outdated);
    }
    if (look.subject().isStoredPod()) {
      return object
          + switch (look.fate()) {
            case SIDECAR -> " has no sidecar, although a new pod would get one";
            case PERHAPS_SIDECAR -> " has no sidecar; a new pod would perhaps get one";
            case NONE -> " has no sidecar, and a new pod would get none";
            case REFUSED -> " has no sidecar, and a new pod would be refused";
          };
    }
    String who = look.subject().isPod() ? object : "A new pod of " + object;
    return who
        + switch (look.fate()) {
          case SIDECAR -> " would get a sidecar";
          case PERHAPS_SIDECAR -> " would perhaps get a sidecar";
          case NONE -> " would get no sidecar";
          case REFUSED -> " would be refused";
        }
        + ofPods(look, pods);
  }

  private static String injected(Look.Fate fate, boolean outdated) {
    return switch (fate) {
      case SIDECAR, PERHAPS_SIDECAR ->
          outdated ? " has a sidecar, but not the one that a new pod would get" : " has a sidecar";
      case NONE -> " has a sidecar, but a new pod would get none";
      case REFUSED -> " has a sidecar, but a new pod would be refused";
    };
  }

  private static String ofPods(Look look, List<Look> pods) {
    if (look.subject().isPod() || !look.subject().object().isStored()) {
      return "";
    }
    if (pods.isEmpty()) {
      return "; the %s has no pods".formatted(look.subject().object().kind());
    }
    long with = pods.stream().filter(pod -> pod.subject().isInjected()).count();
    return "; %d of its pods have one, %d have none".formatted(with, pods.size() - with);
  }
}
