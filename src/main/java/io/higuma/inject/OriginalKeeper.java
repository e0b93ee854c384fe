package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.SidecarPipeline.Plan;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Parsed;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Adds the record of the original to the plans for pods that ask for it. What a plan changes is
 * seen in a rehearsal on a copy; other pods cost a look at two annotations.
 *
 * @param byDefault whether a pod asks for it when neither it nor its namespace says anything
 */
record OriginalKeeper(boolean byDefault) {
  /**
   * Plans, with the record if the pod asks for it. One that would not fit, or not give the original
   * back exactly, is left out, and a notice says so.
   *
   * @param planning plans for a pod, and leaves it as it is
   */
  Plan plan(PodDraft pod, NamespaceMetadata namespace, Function<PodDraft, Plan> planning) {
    Plan plan = planning.apply(pod);
    String own = value(pod);
    if (own != null) {
      return switch (parse(own)) {
        case Parsed.Value<Boolean>(var asked) -> asked ? recorded(plan, pod, planning) : plan;
        case Parsed.Malformed<Boolean>(var message) -> refused(plan, message);
      };
    }
    String ofNamespace = namespace.annotations().get(KeptOriginal.KEY);
    if (ofNamespace == null) {
      return byDefault ? recorded(plan, pod, planning) : plan;
    }
    return switch (parse(ofNamespace)) {
      case Parsed.Value<Boolean>(var asked) -> asked ? recorded(plan, pod, planning) : plan;
      case Parsed.Malformed<Boolean>(var message) -> {
        Plan readable = byDefault ? recorded(plan, pod, planning) : plan;
        yield noticed(
            readable, NoticeReason.UNREADABLE_VALUE, "of the pod's namespace, " + message);
      }
    };
  }

  /**
   * Plans for a pod that was injected before. If it has a record, what is planned joins it.
   *
   * @param planning gives no steps when there is nothing to do
   */
  Plan amend(PodDraft pod, Function<PodDraft, Plan> planning) {
    Plan plan = planning.apply(pod);
    String own = value(pod);
    if (own == null
        || !OriginalRecordCodec.isRecord(own)
        || !(plan instanceof Plan.Steps steps)
        || steps.steps().isEmpty()) {
      return plan;
    }
    return switch (OriginalRecordCodec.read(own)) {
      case OriginalRecordCodec.Reading.Read(var record) -> {
        ObjectNode before = pod.pod();
        PodDraft rehearsal = rehearsed(before, planning);
        OriginalRecord late = OriginalRecord.between(before, rehearsal.pod());
        yield kept(steps, record.withLate(late), rehearsal, restored(before));
      }
      case OriginalRecordCodec.Reading.Damaged(var reason) ->
          noticed(
              plan,
              NoticeReason.ORIGINAL_NOT_KEPT,
              "the record of the original %s; probes of containers that came late are not in it"
                  .formatted(reason));
    };
  }

  private static Plan recorded(Plan plan, PodDraft pod, Function<PodDraft, Plan> planning) {
    if (!(plan instanceof Plan.Steps steps)) {
      return plan;
    }
    ObjectNode before = pod.pod();
    PodDraft rehearsal = rehearsed(before, planning);
    return kept(
        steps, OriginalRecord.between(before, rehearsal.pod()), rehearsal, Optional.of(before));
  }

  /** A copy of the pod as the plan for it would leave it. */
  private static PodDraft rehearsed(ObjectNode pod, Function<PodDraft, Plan> planning) {
    PodDraft rehearsal = PodDraft.of(pod.deepCopy());
    if (planning.apply(rehearsal) instanceof Plan.Steps steps) {
      steps.applyTo(rehearsal);
    }
    return rehearsal;
  }

  /**
   * The plan with the record.
   *
   * @param original what the record has to give back
   */
  private static Plan kept(
      Plan.Steps plan, OriginalRecord record, PodDraft rehearsal, Optional<ObjectNode> original) {
    KeptOriginal kept = KeptOriginal.of(record);
    if (!kept.fits(rehearsal.annotations())) {
      return noticed(
          plan,
          NoticeReason.ORIGINAL_NOT_KEPT,
          "the pod's annotations leave no room for the record of the original, which has %d characters"
              .formatted(kept.text().length()));
    }
    kept.apply(rehearsal);
    if (original.isEmpty() || !restored(rehearsal.pod()).equals(original)) {
      return noticed(
          plan,
          NoticeReason.ORIGINAL_NOT_KEPT,
          "a record would not give the original back exactly; is a name used twice, or a container of injection renamed that has no volume for /tmp?");
    }
    return new Plan.Steps(
        Stream.concat(plan.steps().stream(), Stream.of(kept)).toList(), plan.notices());
  }

  /** The original of a pod by its record; empty when that does not fit. */
  private static Optional<ObjectNode> restored(ObjectNode pod) {
    String text = Optional.ofNullable(value(PodDraft.of(pod))).orElse("");
    return OriginalRecordCodec.read(text) instanceof OriginalRecordCodec.Reading.Read(var record)
            && RecordedRemoval.of(pod, record) instanceof Removal.Removed(var restored, var ignored)
        ? Optional.of(restored)
        : Optional.empty();
  }

  private static Plan noticed(Plan plan, NoticeReason reason, String message) {
    return plan instanceof Plan.Steps(var steps, var notices)
        ? new Plan.Steps(
            steps,
            Stream.concat(
                    notices.stream(),
                    Stream.of(
                        new Notice(reason, "annotation " + KeptOriginal.KEY + ": " + message)))
                .toList())
        : plan;
  }

  private static Plan refused(Plan plan, String message) {
    Stream<Violation> found =
        Stream.of(
            new Violation(FieldPath.of("metadata.annotations").key(KeptOriginal.KEY), message));
    return switch (plan) {
      case Plan.Refused(var reason, var violations) ->
          new Plan.Refused(reason, Stream.concat(violations.stream(), found).toList());
      case Plan.Steps ignored -> new Plan.Refused(RejectReason.INVALID_ANNOTATION, found.toList());
    };
  }

  private static Parsed<Boolean> parse(String value) {
    return OriginalRecordCodec.isRecord(value)
        ? new Parsed.Malformed<>(
            "holds the record of an injection, but the pod has no sidecar: set it to enabled, or remove it")
        : Annotations.ORIGINAL.format().parse(KeptOriginal.KEY, value);
  }

  /** Without making a map of all annotations. */
  private static @Nullable String value(PodDraft pod) {
    return pod.pod().path("metadata").path("annotations").path(KeptOriginal.KEY).textValue();
  }
}
