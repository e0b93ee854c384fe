package io.higuma.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.resource.ChangeValidator.Verdict;
import io.higuma.resource.ClusterFacts;
import io.higuma.resource.CommonRules;
import io.higuma.resource.KindRules;
import io.higuma.resource.NameWarnings;
import io.higuma.resource.PrivilegedUsers;
import io.higuma.resource.ResourceChange;
import io.higuma.resource.ResourceChange.Operation;
import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceKind.Role;
import io.higuma.resource.ResourceView;
import io.higuma.resource.WriteRules;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lets objects of ours in, changes them or lets them go, or says all that is against it. */
public record ResourceValidation(KindRules rules, WriteRules writes, ClusterFacts facts) {
  /** The answer to a request at this path. */
  public AdmissionAnswer answer(AdmissionRequest request) {
    Optional<ResourceKind> known = ResourceKind.of(Requests.kindName(request));
    if (known.isEmpty() || PrivilegedUsers.isCaretaker(request.subject().user())) {
      return AdmissionAnswer.Allowed.SILENTLY;
    }
    return switch (request.operation()) {
      case "DELETE" -> deleted(known.get(), request);
      case "CREATE" -> stored(known.get(), Operation.CREATE, request);
      case "UPDATE" -> stored(known.get(), Operation.UPDATE, request);
      default -> AdmissionAnswer.Allowed.SILENTLY;
    };
  }

  private AdmissionAnswer deleted(ResourceKind kind, AdmissionRequest request) {
    if (request.oldObject().isEmpty()) {
      return new AdmissionAnswer.Denied(400, "the AdmissionReview has no oldObject");
    }
    ObjectNode old = request.oldObject().get();
    List<Violation> misshapen = CommonRules.shape(old);
    if (!misshapen.isEmpty()) {
      return Requests.misshapen(kind, misshapen);
    }
    var object = new ResourceView(kind, old);
    return refusal(object, request)
        .orElseGet(() ->
            judged(
                new ResourceChange(
                    Operation.DELETE, object, Optional.of(object), request.namespace()),
                List.of()));
  }

  private AdmissionAnswer stored(ResourceKind kind, Operation operation, AdmissionRequest request) {
    List<Violation> misshapen = CommonRules.shape(request.object());
    if (!misshapen.isEmpty()) {
      return Requests.misshapen(kind, misshapen);
    }
    var object = new ResourceView(kind, request.object());
    Optional<AdmissionAnswer> refusal = refusal(object, request);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    // What is going must be let go: its finalizers are taken off by updates.
    if (operation == Operation.UPDATE && object.metadata().has("deletionTimestamp")) {
      return AdmissionAnswer.Allowed.SILENTLY;
    }
    List<Violation> violations = violations(object);
    if (!violations.isEmpty()) {
      return AdmissionAnswer.Denied.invalid(kind.kind(), object.name(), violations);
    }
    Optional<ResourceView> old = request.oldObject().map(node -> new ResourceView(kind, node));
    return judged(
        new ResourceChange(operation, object, old, request.namespace()), warnings(object));
  }

  private Optional<AdmissionAnswer> refusal(ResourceView object, AdmissionRequest request) {
    return object.kind().role() == Role.KUBERNETES
        ? Optional.empty()
        : Requests.refusal(writes, object, request);
  }

  private List<Violation> violations(ResourceView object) {
    var violations = new ArrayList<Violation>();
    if (object.kind().role() != Role.KUBERNETES) {
      violations.addAll(CommonRules.mesh(object));
      violations.addAll(CommonRules.origin(object));
    }
    rules.spec(object.kind()).ifPresent(validator -> violations.addAll(validator.validate(object)));
    return violations;
  }

  private List<String> warnings(ResourceView object) {
    var warnings = new ArrayList<String>();
    object.kind().unsupported().ifPresent(warnings::add);
    warnings.addAll(NameWarnings.of(object));
    rules.spec(object.kind()).ifPresent(validator -> warnings.addAll(validator.warnings(object)));
    return warnings;
  }

  private AdmissionAnswer judged(ResourceChange change, List<String> warnings) {
    Verdict verdict =
        rules
            .change(change.object().kind())
            .map(validator -> validator.validate(change, facts))
            .orElse(Verdict.ACCEPTED);
    return switch (verdict) {
      case Verdict.Accepted(var more) -> {
        var all = new ArrayList<>(warnings);
        all.addAll(more);
        yield new AdmissionAnswer.Allowed(new AdmissionAnswer.Remarks(all, Map.of()));
      }
      case Verdict.Invalid(var violations) ->
          AdmissionAnswer.Denied.invalid(
              change.object().kind().kind(), change.object().name(), violations);
      case Verdict.Forbidden(var message) -> AdmissionAnswer.Denied.forbidden(message);
      case Verdict.Failed(var code, var message) -> new AdmissionAnswer.Denied(code, message);
    };
  }
}
