package io.higuma.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.PodEdit;
import io.higuma.metadata.Annotations;
import io.higuma.resource.CommonRules;
import io.higuma.resource.ComputedLabels;
import io.higuma.resource.KindRules;
import io.higuma.resource.LabelFacts;
import io.higuma.resource.LabelView;
import io.higuma.resource.PolicyRole;
import io.higuma.resource.ProxyShape;
import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceView;
import io.higuma.resource.WriteRules;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Fills in what a user left out of an object of ours: defaults of its spec, and its labels.
 *
 * @param rules only the defaulters count
 */
public record ResourceDefaulting(
    KindRules rules, WriteRules writes, ComputedLabels labels, String systemNamespace) {
  /** The answer to a request at this path. */
  public AdmissionAnswer answer(AdmissionRequest request) {
    return switch (request.operation()) {
      case "DELETE", "CONNECT" -> AdmissionAnswer.Allowed.SILENTLY;
      default -> stored(request);
    };
  }

  private AdmissionAnswer stored(AdmissionRequest request) {
    Optional<ResourceKind> kind = Requests.kind(request);
    if (kind.isEmpty()) {
      return Requests.unknownKind(request);
    }
    List<Violation> misshapen = CommonRules.shape(request.object());
    if (!misshapen.isEmpty()) {
      return Requests.misshapen(kind.get(), misshapen);
    }
    var object = new ResourceView(kind.get(), request.object());
    return Requests.refusal(writes, object, request)
        .orElseGet(() -> defaulted(object, facts(object, request)));
  }

  private LabelFacts facts(ResourceView object, AdmissionRequest request) {
    LabelFacts facts = LabelFacts.of(object.mesh(), object.namespace());
    return writes.maybeSynced(object.namespace(), request.subject().user())
        ? facts
        : facts.madeHere();
  }

  private AdmissionAnswer defaulted(ResourceView object, LabelFacts known) {
    JsonNode spec =
        rules
            .defaulter(object.kind())
            .map(defaulter -> defaulter.withDefaults(object.spec()))
            .orElse(object.spec());
    Map<String, String> existing = object.labels();
    LabelFacts facts = known;
    if (object.kind().role() == ResourceKind.Role.POLICY
        && (known.source() == LabelFacts.Source.HERE || labels.isLocal(existing))) {
      switch (PolicyRole.of(spec, object.namespace(), systemNamespace)) {
        case PolicyRole.Reading.Known(var role) -> facts = facts.withRole(role);
        case PolicyRole.Reading.Mixed(var message) -> {
          return new AdmissionAnswer.Denied(500, message);
        }
      }
    }
    Optional<ProxyShape> proxy = ProxyShape.of(object.kind(), spec);
    if (proxy.isPresent()) {
      facts = facts.withProxy(proxy.get());
    }
    return patched(object, spec, labels.of(object.kind(), existing, facts));
  }

  private static AdmissionAnswer patched(
      ResourceView object, JsonNode spec, Map<String, String> view) {
    JsonNode metadata = object.metadata();
    var stored = new TreeMap<>(view);
    var moved = new TreeMap<String, String>();
    LabelView.split(stored, moved);
    if (!object.displayName().isEmpty()) {
      moved.put(Annotations.DISPLAY_NAME.name(), object.displayName());
    }
    var edits = new ArrayList<PodEdit>();
    JsonNode labelsBefore = metadata.path("labels");
    if (!(stored.isEmpty() && !labelsBefore.isObject())) {
      JsonDiff.add("/metadata/labels", labelsBefore, texts(stored), edits);
    }
    if (!moved.isEmpty()) {
      JsonNode before = metadata.path("annotations");
      ObjectNode after = before.isObject() ? before.deepCopy() : texts(Map.of());
      moved.forEach(after::put);
      JsonDiff.add("/metadata/annotations", before, after, edits);
    }
    if (!spec.isMissingNode()) {
      JsonDiff.add("/spec", object.object().path("spec"), spec, edits);
    }
    return edits.isEmpty()
        ? AdmissionAnswer.Allowed.SILENTLY
        : new AdmissionAnswer.Patched(edits, AdmissionAnswer.Remarks.NONE);
  }

  private static ObjectNode texts(Map<String, String> map) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    map.forEach(node::put);
    return node;
  }
}
