package io.higuma.resource;

import io.higuma.metadata.Labels;
import io.higuma.resource.ResourceKind.Format;
import io.higuma.resource.ResourceKind.Role;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Optional;

/**
 * Who may write which object of the mesh where.
 *
 * @param position of this control plane among those of the mesh
 * @param zone that it serves
 * @param users who may write everything
 * @param origins whether labels must say where an object was made
 */
public record WriteRules(
    Position position,
    String zone,
    String systemNamespace,
    PrivilegedUsers users,
    OriginLabels origins) {
  private static final String ORIGIN = Labels.ORIGIN.name();
  private static final String LOCAL = "zone";

  /** What a control plane is among those of the mesh. */
  public enum Position {
    /** The only one. */
    ALONE,
    /** Of a zone; some objects come from the global one. */
    ZONE,
    GLOBAL
  }

  /** Whether labels must say where an object was made. */
  public enum OriginLabels {
    CHECKED,
    UNCHECKED
  }

  /**
   * Why something may not be written.
   *
   * @param message whole sentence
   * @param causes fields that the user has to mend; often none
   * @param form of the answer
   */
  public record Refusal(String message, List<Violation> causes, Form form) {
    public Refusal {
      causes = List.copyOf(causes);
    }
  }

  /** Kuma has two forms of the same denial; clients see the difference. */
  public enum Form {
    /** Message and reason only. */
    SHORT,
    /** As the API server's own denials. */
    FULL
  }

  /**
   * Why this user may not write this; empty if they may.
   *
   * @param object as it is to be stored; of a deletion as it was stored
   * @param namespace of the request; empty for a cluster-scoped object
   */
  public Optional<Refusal> refusal(ResourceView object, String namespace, String user) {
    if (users.includes(user)) {
      return Optional.empty();
    }
    return placement(object.kind(), namespace)
        .or(() -> authorship(object.kind()))
        .or(() -> provenance(object, namespace));
  }

  /**
   * Whether an object of this namespace can have come from another control plane: what is synced is
   * in the system namespace, or written by a user who may write everything.
   *
   * @param namespace empty for a cluster-scoped object
   */
  public boolean maybeSynced(String namespace, String user) {
    return namespace.isEmpty() || namespace.equals(systemNamespace) || users.includes(user);
  }

  private Optional<Refusal> placement(ResourceKind kind, String namespace) {
    if (namespace.isEmpty() || namespace.equals(systemNamespace)) {
      return Optional.empty();
    }
    if (position == Position.GLOBAL) {
      return Optional.of(
          brief(
              "on Global CP the policy can be created only in the system namespace:"
                  + systemNamespace));
    }
    return kind.isInSystemNamespace()
        ? Optional.of(
            brief(
                "resource type %s can be created only in the system namespace:%s"
                    .formatted(kind.kind(), systemNamespace)))
        : Optional.empty();
  }

  private Optional<Refusal> authorship(ResourceKind kind) {
    boolean insight = kind.role() == Role.INSIGHT;
    boolean fromZoneOnly = kind.sync().isFromZone() && !kind.sync().isFromGlobal();
    boolean fromGlobalOnly = kind.sync().isFromGlobal() && !kind.sync().isFromZone();
    return switch (position) {
      case ALONE -> insight ? foreign(kind, "GLOBAL", "ZONE") : Optional.empty();
      case ZONE -> insight || fromGlobalOnly ? foreign(kind, "GLOBAL", "ZONE") : Optional.empty();
      case GLOBAL -> insight || fromZoneOnly ? foreign(kind, "ZONE", "GLOBAL") : Optional.empty();
    };
  }

  private static Optional<Refusal> foreign(ResourceKind kind, String other, String self) {
    return Optional.of(
        full(
            "Operation not allowed. Kuma resources like %s can be updated or deleted only from the %s control plane and not from a %s control plane."
                .formatted(kind.kind(), other, self)));
  }

  private Optional<Refusal> provenance(ResourceView object, String namespace) {
    if (object.kind().format() != Format.NEW) {
      return Optional.empty();
    }
    return switch (position) {
      case ALONE -> Optional.empty();
      case GLOBAL ->
          origins == OriginLabels.CHECKED && object.label(ORIGIN).equals(LOCAL)
              ? Optional.of(wrongLabel(ORIGIN, "global", LOCAL))
              : Optional.empty();
      case ZONE -> mixedRoles(object, namespace).or(() -> foreignOrigin(object, namespace));
    };
  }

  private Optional<Refusal> mixedRoles(ResourceView object, String namespace) {
    if (object.kind().role() != Role.POLICY) {
      return Optional.empty();
    }
    return switch (PolicyRole.of(object.spec(), namespace, systemNamespace)) {
      case PolicyRole.Reading.Known ignored -> Optional.empty();
      case PolicyRole.Reading.Mixed(var message) -> Optional.of(full(message));
    };
  }

  private Optional<Refusal> foreignOrigin(ResourceView object, String namespace) {
    if (origins == OriginLabels.UNCHECKED) {
      return Optional.empty();
    }
    String origin = object.label(ORIGIN);
    if (namespace.equals(systemNamespace) && !origin.equals(LOCAL)) {
      return Optional.of(
          new Refusal(
              "Operation not allowed. Applying policies on Zone CP on a system namespace requires 'kuma.io/origin' label to be set to 'zone'.",
              List.of(
                  new Violation(
                      FieldPath.of("metadata.labels[" + ORIGIN + "]"), "cannot be empty")),
              Form.FULL));
    }
    String of = object.label(Labels.ZONE.name());
    return origin.equals(LOCAL) && !of.isEmpty() && !of.equals(zone)
        ? Optional.of(wrongLabel(Labels.ZONE.name(), zone, of))
        : Optional.empty();
  }

  private static Refusal wrongLabel(String label, String wanted, String got) {
    return full(
        "Operation not allowed. '%s' label should have '%s' value, got '%s'"
            .formatted(label, wanted, got));
  }

  private static Refusal brief(String message) {
    return new Refusal(message, List.of(), Form.SHORT);
  }

  private static Refusal full(String message) {
    return new Refusal(message, List.of(), Form.FULL);
  }
}
