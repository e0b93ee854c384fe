package io.higuma.config;

import io.higuma.resource.ResourceKind;
import io.higuma.resource.Support;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Prints the table of kinds as Markdown. */
final class KindsPage {
  private static final String INTRODUCTION =
      """
      # Kinds

      <!-- Made from the code: mvn test -Dtest=ReferenceDocsTest -Dhiguma.golden=rewrite -->

      All kinds of `kuma.io/v1alpha1`. Each has a CRD in `deploy/crds`, belongs to the category `kuma` (`kubectl get kuma`), and is
      explained by `kubectl explain`. The mesh of an object is the field `mesh` in the old format and the label `kuma.io/mesh` in
      the new one. The schema of the old format takes every field; that of the new one knows its fields and their values.
      Where it says `kuma-system`, users may make objects in the namespace of the control plane alone.
      """;

  private KindsPage() {}

  static String print() {
    return INTRODUCTION
        + "\n## With an effect\n\n"
        + table("What Higuma does", kind -> kind.unsupported().isEmpty())
        + "\n## Stored, without an effect\n\nHiguma takes these objects as Kuma does, so that a cluster can be moved, and does nothing with them.\n\n"
        + table("Why", kind -> kind.unsupported().isPresent());
  }

  private static String table(String title, Predicate<ResourceKind> which) {
    return Arrays.stream(ResourceKind.values())
        .filter(which)
        .sorted(Comparator.comparing(ResourceKind::kind))
        .map(KindsPage::row)
        .collect(Collectors.joining("", head(title), ""));
  }

  private static String head(String last) {
    return "| Kind | `kubectl get` | Lives in | Format | Written by | "
        + last
        + " |\n|---|---|---|---|---|---|\n";
  }

  private static String row(ResourceKind kind) {
    return "| %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            kind.kind(),
            kind.shortName()
                .map(name -> "`%s`, `%s`".formatted(kind.plural(), name))
                .orElse("`%s`".formatted(kind.plural())),
            place(kind),
            switch (kind.format()) {
              case LEGACY -> "old";
              case NEW -> "new";
            },
            switch (kind.writer()) {
              case USER -> "users";
              case CONTROL_PLANE -> "control plane";
              case BOTH -> "both";
            },
            switch (kind.support()) {
              case Support.ActedOn(var sentence) -> sentence;
              case Support.StoredOnly(var reason) -> reason;
            });
  }

  private static String place(ResourceKind kind) {
    return switch (kind.scope()) {
      case CLUSTER -> "cluster";
      case NAMESPACE -> kind.isInSystemNamespace() ? "`kuma-system`" : "namespace";
    };
  }
}
