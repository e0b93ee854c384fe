package io.higuma.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.ClusterView;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.Injector;
import io.higuma.inject.NamespaceMetadata;
import io.higuma.inject.Notice;
import io.higuma.inject.PodDraft;
import io.higuma.inject.PodShape;
import io.higuma.inject.PodTemplates;
import io.higuma.inject.WebhookReach;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Optional;

/**
 * Injects objects of files, and tells the user what there is to say of each.
 *
 * @param reach whether a cluster would have asked
 * @param defaultNamespace where objects are that name none
 */
record DocumentInjector(
    Injector injector,
    ClusterView cluster,
    WebhookReach reach,
    String defaultNamespace,
    Console console) {

  /** The object as it is afterwards; the one that was given stays as it is. Empty if refused. */
  Optional<ObjectNode> inject(Document given) {
    if (!PodTemplates.hasPods(given.object())) {
      return Optional.of(given.object());
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
    PodDraft draft = PodDraft.of(pod.get());
    String namespace = given.namespace().isEmpty() ? defaultNamespace : given.namespace();
    NamespaceMetadata metadata = cluster.namespace(namespace).orElse(NamespaceMetadata.BARE);
    Optional<String> obstacle = reach.obstacle(draft, namespace, metadata);
    return switch (injector.inject(draft, namespace)) {
      case InjectionDecision.Inject(var mesh, var why, var notices) -> {
        tell(given, notices);
        obstacle.ifPresent(reason ->
            console.note(
                given.describe() + ": on a cluster the webhook would not be asked: " + reason));
        yield Optional.of(result);
      }
      case InjectionDecision.Skip(var reason, var notices) -> {
        tell(given, notices);
        console.note(given.describe() + ": no sidecar: " + reason.sentence());
        yield Optional.of(result);
      }
      case InjectionDecision.Reject(var reason, var violations) -> refuse(given, violations);
    };
  }

  private void tell(Document given, List<Notice> notices) {
    notices.forEach(notice -> console.note(given.describe() + ": " + notice.message()));
  }

  private Optional<ObjectNode> refuse(Document given, List<Violation> violations) {
    for (Violation violation : violations) {
      console.note(given.describe() + ": " + violation);
    }
    return Optional.empty();
  }
}
