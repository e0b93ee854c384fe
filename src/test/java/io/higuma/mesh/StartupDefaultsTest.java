package io.higuma.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.Configs;
import io.higuma.certs.AuthorityPair;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.mesh.StartupDefaults.Part;
import io.higuma.resource.ResourceKind;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartupDefaultsTest {
  private static final Instant NOW = Instant.parse("2026-05-01T08:00:00Z");

  private final MemoryMeshes cluster = new MemoryMeshes();

  @Test
  void aZoneBeginsWithThese() {
    assertThat(start("multizone: {zone: {name: north}}")).isEmpty();
    assertThat(cluster.writes)
        .containsExactly(
            "create Secret envoy-admin-ca",
            "create Zone/north",
            "create Mesh/default",
            "create Secret zone-token-signing-key-1",
            "create HostnameGenerator/local-mesh-external-service");
    assertThat(cluster.objects.get("HostnameGenerator/local-mesh-external-service"))
        .containsEntry("kuma.io/origin", "zone");
    cluster.writes.clear();
    assertThat(start("multizone: {zone: {name: north}}")).isEmpty();
    assertThat(cluster.writes).isEmpty();
  }

  @Test
  void theAuthorityOfEnvoysAdminInterfaceIsItsCertificateThenItsKey() {
    start("");
    String value = Objects.requireNonNull(cluster.secrets.get("/envoy-admin-ca")).text();
    int key = value.indexOf("-----BEGIN RSA PRIVATE KEY-----");
    assertThat(value).startsWith("-----BEGIN CERTIFICATE-----");
    assertThat(value.substring(0, key)).endsWith("-----END CERTIFICATE-----\n");
    assertThat(AuthorityPair.examine(value.substring(0, key), value.substring(key), NOW))
        .isInstanceOf(AuthorityPair.Finding.Usable.class);
  }

  @Test
  void whatIsThereStays() {
    cluster.secrets.put("/zone-token-signing-key-7", new SecretValue("k"));
    cluster.secrets.put("/envoy-admin-ca", new SecretValue("c"));
    cluster.objects.put("Mesh/default", Map.of());
    cluster.objects.put("Zone/default", Map.of());
    cluster.objects.put("HostnameGenerator/local-mesh-external-service", Map.of("mine", "1"));
    start("");
    assertThat(cluster.writes).isEmpty();
  }

  @Test
  void otherZonesGo() {
    cluster.objects.put("Zone/south", Map.of());
    start("multizone: {zone: {name: north}}");
    assertThat(cluster.writes).contains("create Zone/north", "delete Zone/south");
    assertThat(cluster.names(ResourceKind.ZONE)).containsExactly("north");
  }

  @Test
  void oneThatFailsKeepsNoOtherAway() {
    cluster.unknownKinds = Set.of("Zone", "HostnameGenerator");
    assertThat(start("")).containsExactly(Part.ZONE, Part.HOSTNAME_GENERATORS);
    assertThat(cluster.writes).contains("create Mesh/default");
  }

  @Test
  void aGlobalControlPlaneHasTheGeneratorsOfAllZones() {
    start("mode: global");
    assertThat(cluster.writes)
        .containsExactly(
            "create Mesh/default",
            "create Secret zone-token-signing-key-1",
            "create HostnameGenerator/synced-mesh-multi-zone-service",
            "create HostnameGenerator/synced-kube-mesh-service",
            "create HostnameGenerator/synced-headless-kube-mesh-service",
            "create HostnameGenerator/synced-universal-mesh-service",
            "create HostnameGenerator/synced-mesh-external-service");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "{} > ENVOY_ADMIN_CA ZONE DEFAULT_MESH ZONE_TOKEN_KEY HOSTNAME_GENERATORS",
        "mode: global > DEFAULT_MESH ZONE_TOKEN_KEY HOSTNAME_GENERATORS",
        "multizone: {zone: {globalAddress: a}} > ENVOY_ADMIN_CA ZONE HOSTNAME_GENERATORS",
        "defaults: {skipMeshCreation: true} > ENVOY_ADMIN_CA ZONE ZONE_TOKEN_KEY HOSTNAME_GENERATORS",
        "defaults: {skipHostnameGenerators: true} > ENVOY_ADMIN_CA ZONE DEFAULT_MESH ZONE_TOKEN_KEY",
        "defaults: {skipTenantResources: true} > ''",
      })
  void settingsSayWhatIsMade(String config, String parts) {
    assertThat(
            String.join(
                " ", StartupDefaults.wanted(Configs.of(config)).stream().map(Part::name).toList()))
        .isEqualTo(parts);
  }

  private Set<Part> start(String yaml) {
    ControlPlaneConfig config = Configs.of(yaml);
    return new StartupDefaults(
            MeshSettings.of(config),
            cluster,
            cluster,
            new MeshAuthorityIssuer(() -> NOW, new SecureRandom()))
        .ensure(StartupDefaults.wanted(config));
  }
}
