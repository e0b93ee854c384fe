package io.higuma.containerpatch;

import static io.higuma.containerpatch.ApiType.Presence.WHEN_GIVEN;
import static io.higuma.containerpatch.ApiType.Scalar.QUANTITY;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.containerpatch.ApiType.Field;
import io.higuma.containerpatch.ApiType.ListOf;
import io.higuma.containerpatch.ApiType.MapOf;
import io.higuma.containerpatch.ApiType.Struct;

/**
 * Pods as the API server hands them on: quantities in canonical form, and containers without fields
 * that say nothing.
 */
public final class StoredPod {
  private static final Struct AMOUNTS =
      Struct.of(field("limits", new MapOf(QUANTITY)), field("requests", new MapOf(QUANTITY)));

  private static final Struct FILES =
      Struct.of(
          field("items", new ListOf(Struct.of(field("resourceFieldRef", sectionOf("divisor"))))));

  private static final Struct CLAIM =
      Struct.of(field("spec", Struct.of(field("resources", AMOUNTS))));

  private static final Struct VOLUME =
      Struct.of(
          field("downwardAPI", FILES),
          field("emptyDir", sectionOf("sizeLimit")),
          field("ephemeral", Struct.of(field("volumeClaimTemplate", CLAIM))),
          field(
              "projected",
              Struct.of(field("sources", new ListOf(Struct.of(field("downwardAPI", FILES)))))));

  /** Only what has quantities: the rest is left as it is. */
  static final Struct SPEC =
      Struct.of(
          field("containers", new ListOf(ContainerType.CONTAINER)),
          field("initContainers", new ListOf(ContainerType.CONTAINER)),
          field("overhead", new MapOf(QUANTITY)),
          field("resources", AMOUNTS),
          field("volumes", new ListOf(VOLUME)));

  private StoredPod() {}

  /** Brings a pod that somebody wrote into that form; fields that are unknown stay. */
  public static void tidy(ObjectNode pod) {
    SPEC.tidied(pod.path("spec"));
  }

  private static Struct sectionOf(String quantity) {
    return Struct.of(field(quantity, QUANTITY));
  }

  private static Field field(String name, ApiType type) {
    return new Field(name, type, WHEN_GIVEN);
  }
}
