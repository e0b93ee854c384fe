package io.higuma.config;

import io.higuma.validation.Spelling;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys that a configuration file may hold, in any case. */
final class KnownKeys {
  /** What a key leads to. */
  sealed interface Place {
    /** The key as it is properly spelled. */
    String key();

    record Section(String key) implements Place {}

    record Row(Setting<?> setting) implements Place {
      @Override
      public String key() {
        return setting.key();
      }
    }

    /** A key of Kuma without effect here, and all below it. */
    record Unused(String key) implements Place {}
  }

  private static final List<String> UNUSED_IN_HIGUMA =
      List.of(
          "access",
          "apiServer",
          "bootstrapServer.apiVersion",
          "coreResources",
          "diagnostics.debugEndpoints",
          "diagnostics.tlsCertFile",
          "diagnostics.tlsCipherSuites",
          "diagnostics.tlsEnabled",
          "diagnostics.tlsKeyFile",
          "diagnostics.tlsMaxVersion",
          "diagnostics.tlsMinVersion",
          "dpServer.auth",
          "dpServer.authn.dpProxy.dpToken",
          "dpServer.authn.enableReloadableTokens",
          "dpServer.authn.zoneProxy.zoneToken",
          "dpServer.hds",
          "dpServer.readHeaderTimeout",
          "dpServer.tlsCertFile",
          "dpServer.tlsCipherSuites",
          "dpServer.tlsKeyFile",
          "dpServer.tlsMaxVersion",
          "dpServer.tlsMinVersion",
          "environment",
          "eventBus",
          "experimental.autoReachableServices",
          "experimental.ingressTagFilters",
          "experimental.kdsEventBasedWatchdog",
          "experimental.useTagFirstVirtualOutboundModel",
          "general",
          "interCp",
          "ipam.allocationInterval",
          "metrics.controlPlane",
          "metrics.dataplane.enabled",
          "metrics.mesh",
          "metrics.zone",
          "monitoringAssignmentServer",
          "multizone.global",
          "multizone.zone.kds",
          "multizone.zone.rootCaFile",
          "multizone.zone.tlsSkipVerify",
          "policies",
          "proxy",
          "reports",
          "runtime.kubernetes.clientConfig",
          "runtime.kubernetes.injector.sidecarContainer.adminPort",
          "runtime.kubernetes.marshalingCacheExpirationTime",
          "runtime.kubernetes.nodeTaintController",
          "runtime.kubernetes.supportGatewaySecretsInAllNamespaces",
          "runtime.kubernetes.watchNamespaces",
          "runtime.universal",
          "store.cache",
          "store.postgres",
          "store.type",
          "store.upsert",
          "tracing",
          "xdsServer.dataplaneConfigurationRefreshInterval",
          "xdsServer.dataplaneDeregistrationDelay");

  private final Map<String, Place> places = new HashMap<>();

  KnownKeys() {
    Settings.ALL.forEach(setting -> add(new Place.Row(setting)));
    UNUSED_IN_HIGUMA.forEach(key -> add(new Place.Unused(key)));
  }

  private void add(Place place) {
    places.put(place.key().toLowerCase(Locale.ROOT), place);
    String key = place.key();
    for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
      var section = new Place.Section(key.substring(0, dot));
      places.putIfAbsent(section.key().toLowerCase(Locale.ROOT), section);
    }
  }

  Optional<Place> find(String key) {
    return Optional.ofNullable(places.get(key.toLowerCase(Locale.ROOT)));
  }

  /**
   * The key that was meant by an unknown one: one of the same section with a similar name, or the
   * only one of that name in other sections.
   *
   * @param section the key of the section, empty for the file itself
   */
  Optional<String> nearest(String section, String name) {
    String prefix = section.isEmpty() ? "" : section + ".";
    List<String> siblings =
        keys()
            .filter(key -> key.startsWith(prefix) && key.indexOf('.', prefix.length()) < 0)
            .map(key -> key.substring(prefix.length()))
            .toList();
    return Spelling.nearest(name, siblings).map(prefix::concat).or(() -> elsewhere(name));
  }

  private Optional<String> elsewhere(String name) {
    List<String> found =
        keys()
            .filter(key -> key.substring(key.lastIndexOf('.') + 1).equalsIgnoreCase(name))
            .limit(2)
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private Stream<String> keys() {
    return places.values().stream().map(Place::key);
  }
}
