package io.higuma.policy;

import io.higuma.resource.ChangeValidator;
import io.higuma.resource.ClusterFacts;
import io.higuma.resource.ResourceChange;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.SpecNode;
import java.util.List;
import java.util.Set;

/**
 * Keeps a RateLimit from telling the endpoints of an ExternalService apart: its destination is one
 * name.
 */
public final class ExternalDestinationValidator implements ChangeValidator {
  private static final String SERVICE = "kuma.io/service";

  @Override
  public Verdict validate(ResourceChange change, ClusterFacts facts) {
    return switch (change.operation()) {
      case CREATE, UPDATE -> stored(change, facts);
      case DELETE -> Verdict.ACCEPTED;
    };
  }

  private static Verdict stored(ResourceChange change, ClusterFacts facts) {
    var findings = new Findings();
    List<SpecNode> narrow =
        SpecNode.of(change.object().spec(), FieldPath.of("spec"), findings)
            .field("destinations")
            .objects()
            .stream()
            .map(destination -> destination.field("match"))
            .filter(match -> match.json().size() > 1 && match.json().has(SERVICE))
            .toList();
    if (narrow.isEmpty()) {
      return Verdict.ACCEPTED; // The cluster is asked only when it matters.
    }
    Set<String> external = facts.externalServices(change.object().mesh());
    for (SpecNode match : narrow) {
      String service = match.field(SERVICE).at(match.path().key(SERVICE)).textOrEmpty();
      if (external.contains(service)) {
        match.reject(
            "must have no other tag than \"kuma.io/service\": \"%s\" is an ExternalService"
                .formatted(SpecNode.shortened(service)));
      }
    }
    return Verdict.of(findings.violations());
  }
}
