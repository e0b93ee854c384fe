package io.higuma.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.ClusterView;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.Injector;
import io.higuma.inject.MisplacedKeys;
import io.higuma.inject.NamespaceMetadata;
import io.higuma.inject.Notice;
import io.higuma.inject.PodDraft;
import io.higuma.inject.PodShape;
import io.higuma.inject.PodTemplates;
import io.higuma.inject.SkipReason;
import io.higuma.inject.WebhookReach;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Optional;

/** Injects objects of files, and tells the user what there is to say of each. */
final class DocumentInjector {
  private final Injector injector;
  private final ClusterView cluster;
  private final WebhookReach reach;
  private final String defaultNamespace;
  private final Console console;
  private int skipped;

  /**
   * An injector for one run.
   *
   * @param reach whether a cluster would have asked
   * @param defaultNamespace where objects are that name none
   */
  DocumentInjector(
      Injector injector,
      ClusterView cluster,
      WebhookReach reach,
      String defaultNamespace,
      Console console) {
    this.injector = injector;
    this.cluster = cluster;
    this.reach = reach;
    this.defaultNamespace = defaultNamespace;
    this.console = console;
  }

  /** Whether a pod got no sidecar so far, and has none. */
  boolean hasSkipped() {
    return skipped > 0;
  }

  /** What changes; the object that was given stays as it is. Empty if refused. */
  Optional<ObjectChange> inject(Document given) {
    if (!PodTemplates.hasPods(given.object())) {
      return Optional.of(new ObjectChange(given, given.object()));
    }
    ObjectNode result = given.object().deepCopy();
    Optional<ObjectNode> pod = PodTemplates.podOf(result);
    if (pod.isEmpty()) {
      return refuse(given, List.of(new Violation(FieldPath.ROOT, PodTemplates.MISSING_TEMPLATE)));
    }
    List<Violation> misshapen = PodShape.check(pod.get());
    if (!misshapen.isEmpty()) {
      return refuse(given, misshapen);
    }
    tell(given, MisplacedKeys.of(given.object()));
    return inject(given, PodDraft.of(pod.get()))
        ? Optional.of(new ObjectChange(given, result))
        : Optional.empty();
  }

  private boolean inject(Document given, PodDraft draft) {
    String namespace = given.namespace().isEmpty() ? defaultNamespace : given.namespace();
    NamespaceMetadata metadata = cluster.namespace(namespace).orElse(NamespaceMetadata.BARE);
    Optional<String> obstacle = reach.obstacle(draft, namespace, metadata);
    return switch (injector.inject(draft, namespace)) {
      case InjectionDecision.Inject(var mesh, var why, var notices) -> {
        tell(given, notices);
        obstacle.ifPresent(
            reason -> warn(given, "on a cluster the webhook would not be asked: " + reason));
        yield true;
      }
      case InjectionDecision.Skip(var reason, var notices) -> {
        tell(given, notices);
        skip(given, reason);
        yield true;
      }
      case InjectionDecision.Reject(var reason, var violations) -> {
        refuse(given, violations);
        yield false;
      }
    };
  }

  private void tell(Document given, List<Notice> notices) {
    notices.forEach(notice -> warn(given, notice.message()));
  }

  private void skip(Document given, SkipReason reason) {
    String sentence = "no sidecar: " + reason.sentence();
    if (reason.isWarning()) {
      warn(given, sentence);
    } else {
      console.note(given.describe() + ": " + sentence);
    }
    if (reason != SkipReason.ALREADY_INJECTED) {
      skipped++;
    }
  }

  private void warn(Document given, String sentence) {
    console.warn(given.describe() + ": " + sentence);
  }

  private Optional<ObjectChange> refuse(Document given, List<Violation> violations) {
    for (Violation violation : violations) {
      console.note(given.describe() + ": " + violation);
    }
    return Optional.empty();
  }
}
