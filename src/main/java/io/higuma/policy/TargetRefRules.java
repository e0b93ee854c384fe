package io.higuma.policy;

import io.higuma.targetref.TargetKind;
import io.higuma.validation.SpecNode;
import io.higuma.validation.TagRules;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a reference to a target has to be.
 *
 * @param kinds those that are supported at this place
 * @param options what else depends on the place
 */
record TargetRefRules(Set<TargetKind> kinds, Set<Option> options) {
  private static final Pattern NAME = Pattern.compile("[0-9a-z.\\-_]*");
  private static final List<String> FIELDS =
      List.of("name", "namespace", "labels", "sectionName", "tags", "proxyTypes", "mesh");

  enum Option {
    /** Listeners of a gateway may be told apart by their tags. */
    GATEWAY_TAGS,
    /** The policy is for what comes in, so one of the ports may be named. */
    INBOUND
  }

  static TargetRefRules of(Set<TargetKind> kinds) {
    return new TargetRefRules(kinds, Set.of());
  }

  /** Notes what is wrong, and gives the kind if it is supported. */
  Optional<TargetKind> check(SpecNode ref) {
    SpecNode kind = ref.field("kind");
    String text = kind.textOrEmpty();
    if (text.isEmpty()) {
      kind.reject("must be defined");
      return Optional.empty();
    }
    Optional<TargetKind> known = TargetKind.of(text).filter(kinds::contains);
    if (known.isEmpty()) {
      kind.reject("value '%s' is not supported".formatted(SpecNode.shortened(text)));
      return known;
    }
    fields(known.get(), ref);
    return known;
  }

  private void fields(TargetKind kind, SpecNode ref) {
    ref.expectTexts("namespace", "sectionName", "mesh");
    ref.field("proxyTypes").texts();
    ref.field("labels").expectMapOfTexts();
    switch (kind) {
      case MESH -> mesh(ref);
      case DATAPLANE -> dataplane(ref);
      case MESH_SUBSET -> {
        proxyTypes(ref);
        TagRules.selector(ref.field("tags"));
        onlyAllowed(kind, ref, Set.of("tags", "proxyTypes"));
      }
      case MESH_SERVICE -> {
        nameOrLabels(kind, ref);
        onlyAllowed(kind, ref, Set.of("name", "namespace", "labels", "sectionName"));
      }
      case MESH_SERVICE_SUBSET -> {
        requiredName(kind, ref);
        TagRules.selector(ref.field("tags"));
        onlyAllowed(kind, ref, Set.of("name", "tags"));
      }
      case MESH_GATEWAY -> gateway(ref);
      case MESH_EXTERNAL_SERVICE, MESH_HTTP_ROUTE -> {
        nameOrLabels(kind, ref);
        onlyAllowed(kind, ref, Set.of("name", "namespace", "labels"));
      }
      case MESH_MULTI_ZONE_SERVICE -> {
        name(ref);
        onlyAllowed(kind, ref, Set.copyOf(FIELDS.subList(0, FIELDS.size() - 1)));
      }
    }
  }

  private static void mesh(SpecNode ref) {
    if (!ref.field("name").isEmpty()) {
      ref.field("name").reject("using name with kind Mesh is not yet supported");
    }
    proxyTypes(ref);
    onlyAllowed(TargetKind.MESH, ref, Set.of("name", "proxyTypes"));
  }

  private void dataplane(SpecNode ref) {
    name(ref);
    labelsOrName(ref);
    SpecNode section = ref.field("sectionName");
    if (!section.isEmpty() && !options.contains(Option.INBOUND)) {
      section.reject("can only be used with inbound policies");
    }
    onlyAllowed(TargetKind.DATAPLANE, ref, Set.of("name", "namespace", "labels", "sectionName"));
  }

  private void gateway(SpecNode ref) {
    requiredName(TargetKind.MESH_GATEWAY, ref);
    boolean hasTags = options.contains(Option.GATEWAY_TAGS);
    if (hasTags) {
      TagRules.selector(ref.field("tags"));
    }
    onlyAllowed(TargetKind.MESH_GATEWAY, ref, hasTags ? Set.of("name", "tags") : Set.of("name"));
  }

  private static void proxyTypes(SpecNode ref) {
    SpecNode types = ref.field("proxyTypes");
    if (types.isPresent() && types.isEmpty()) {
      types.reject("must not be empty");
    }
  }

  private static void onlyAllowed(TargetKind kind, SpecNode ref, Set<String> allowed) {
    for (String name : FIELDS) {
      SpecNode field = ref.field(name);
      if (!allowed.contains(name) && !field.isEmpty()) {
        field.reject("must not be set with kind " + kind.text());
      }
    }
  }

  private static void name(SpecNode ref) {
    SpecNode name = ref.field("name");
    name.text()
        .filter(text -> !NAME.matcher(text).matches())
        .ifPresent(wrong ->
            name.reject(
                "invalid characters: must consist of lower case alphanumeric characters, '-', '.' and '_'."));
  }

  private static void requiredName(TargetKind kind, SpecNode ref) {
    if (ref.field("name").isEmpty()) {
      ref.field("name").reject("must be set with kind " + kind.text());
    }
    name(ref);
  }

  private static void labelsOrName(SpecNode ref) {
    boolean isNamed = !ref.field("name").isEmpty() || !ref.field("namespace").isEmpty();
    if (isNamed && !ref.field("labels").isEmpty()) {
      ref.field("labels").reject("either labels or name and namespace must be specified");
    }
  }

  private static void nameOrLabels(TargetKind kind, SpecNode ref) {
    name(ref);
    if (ref.field("name").isEmpty() && ref.field("labels").isEmpty()) {
      ref.field("name").reject("name or labels must be set when kind is " + kind.text());
    }
    labelsOrName(ref);
  }
}
