package io.higuma.service;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshSpec.MeshServicesMode;
import io.higuma.service.AddressClaims.Claim;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Keeps the ConfigMap with the names of a mesh and their addresses. A mesh whose services are
 * MeshServices only needs none of them.
 */
public final class AddressViewReconciler {
  private static final Logger LOG = Logger.getLogger(AddressViewReconciler.class);
  private static final Duration SWEEP = Duration.ofHours(1);

  private final AddressSurroundings surroundings;
  private final AddressSettings settings;
  private final Writes writes;
  private final AddressClaims claims;
  private final AddressBook book;
  private final InstantSource clock;
  private boolean hasLearned;
  private Instant nextSweep;

  public AddressViewReconciler(
      AddressSurroundings surroundings,
      AddressSettings settings,
      InstantSource clock,
      Writes writes) {
    this.clock = clock;
    this.nextSweep = clock.instant().plus(SWEEP);
    this.surroundings = surroundings;
    this.settings = settings;
    this.writes = writes;
    this.claims = new AddressClaims(surroundings, settings);
    this.book = new AddressBook(settings.network());
  }

  /** The mesh that a ConfigMap of this name is for; empty if it is another ConfigMap. */
  public static Optional<String> meshOf(String configMap) {
    return AddressView.meshOf(configMap);
  }

  /** One mesh at a time: never by two threads. */
  public void reconcile(String mesh) {
    if (!hasLearned) {
      surroundings.addressViews().forEach(stored -> book.learn(viewOf(stored)));
      hasLearned = true;
    }
    sweep();
    surroundings
        .mesh(mesh)
        .filter(found -> found.getMetadata().getDeletionTimestamp() == null)
        .ifPresent(this::keep);
  }

  /** Names come with news only, so nothing is missed while there are none. */
  private void sweep() {
    Instant now = clock.instant();
    if (now.isBefore(nextSweep)) {
      return;
    }
    nextSweep = now.plus(SWEEP);
    Set<String> stored = new HashSet<>();
    surroundings.addressViews().forEach(view -> stored.addAll(viewOf(view).entries().keySet()));
    book.forget(stored, now);
  }

  private void keep(Mesh mesh) {
    String name = AddressView.nameOf(mesh.getMetadata().getName());
    Optional<ConfigMap> stored = surroundings.addressView(name);
    AddressView before = stored.map(AddressViewReconciler::viewOf).orElse(AddressView.EMPTY);
    AddressView wanted = new AddressPlanner(book).plan(before, claimsOf(mesh));
    if (stored.isEmpty()) {
      if (!wanted.entries().isEmpty()) {
        writes.create(configMap(mesh, name, wanted));
      }
    } else if (!wanted.isSaidBy(payload(stored.get()))) {
      writes.patch(stored.get(), patch(stored.get(), wanted));
    }
  }

  private List<Claim> claimsOf(Mesh mesh) {
    return mesh.getSpec().meshServicesMode() == MeshServicesMode.Exclusive
        ? List.of()
        : claims.of(mesh.getMetadata().getName());
  }

  private static AddressView viewOf(ConfigMap stored) {
    return AddressView.parse(payload(stored))
        .orElseGet(() -> {
          LOG.warnv(
              "ConfigMap {0} can''t be read and is written anew", stored.getMetadata().getName());
          return AddressView.EMPTY;
        });
  }

  private static String payload(ConfigMap stored) {
    return stored.getData() == null
        ? "{}"
        : stored.getData().getOrDefault(AddressView.PAYLOAD, "{}");
  }

  private ConfigMap configMap(Mesh mesh, String name, AddressView view) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(settings.systemNamespace())
        .withName(name)
        .addNewOwnerReference()
        .withApiVersion(mesh.getApiVersion())
        .withKind(Mesh.KIND)
        .withName(mesh.getMetadata().getName())
        .withUid(mesh.getMetadata().getUid())
        .endOwnerReference()
        .endMetadata()
        .withData(Map.of(AddressView.PAYLOAD, view.text()))
        .build();
  }

  /** Only on the version that was seen: addresses that somebody else gave must not be lost. */
  private static ObjectNode patch(ConfigMap stored, AddressView view) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").put("resourceVersion", stored.getMetadata().getResourceVersion());
    patch.putObject("data").put(AddressView.PAYLOAD, view.text());
    return patch;
  }
}
