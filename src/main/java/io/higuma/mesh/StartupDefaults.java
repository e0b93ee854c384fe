package io.higuma.mesh;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.higuma.certs.CertificateAuthority;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.mesh.MeshSettings.Role;
import io.higuma.metadata.MeshSelection;
import io.higuma.resource.ResourceKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * What is there from the start. Each part is made if it is missing; one that somebody deletes stays
 * away until the next start.
 */
public final class StartupDefaults {
  private static final Logger LOG = Logger.getLogger(StartupDefaults.class);
  private static final String EMPTY = "{}";

  private final MeshSettings settings;
  private final MeshSecrets secrets;
  private final MeshObjects objects;
  private final MeshAuthorityIssuer issuer;

  /** In the order in which they are made. */
  public enum Part {
    ENVOY_ADMIN_CA("The authority of Envoy's admin interface"),
    ZONE("The Zone of this control plane"),
    DEFAULT_MESH("The Mesh \"default\""),
    ZONE_TOKEN_KEY("The key that signs the tokens of zones"),
    HOSTNAME_GENERATORS("The default HostnameGenerators");

    private final String subject;

    Part(String subject) {
      this.subject = subject;
    }
  }

  public StartupDefaults(
      MeshSettings settings, MeshSecrets secrets, MeshObjects objects, MeshAuthorityIssuer issuer) {
    this.settings = settings;
    this.secrets = secrets;
    this.objects = objects;
    this.issuer = issuer;
  }

  /** The parts that this control plane is to make. */
  public static Set<Part> wanted(ControlPlaneConfig config) {
    if (config.defaults().skipTenantResources()) {
      return EnumSet.noneOf(Part.class);
    }
    var wanted = EnumSet.allOf(Part.class);
    Role role = MeshSettings.of(config).role();
    if (role == Role.GLOBAL) {
      wanted.removeAll(EnumSet.of(Part.ENVOY_ADMIN_CA, Part.ZONE));
    }
    if (role == Role.FEDERATED_ZONE) {
      wanted.removeAll(EnumSet.of(Part.DEFAULT_MESH, Part.ZONE_TOKEN_KEY));
    }
    if (config.defaults().skipMeshCreation()) {
      wanted.remove(Part.DEFAULT_MESH);
    }
    if (config.defaults().skipHostnameGenerators()) {
      wanted.remove(Part.HOSTNAME_GENERATORS);
    }
    return wanted;
  }

  /**
   * Makes what is missing of these parts. Waits for the API server.
   *
   * @return the parts that could not be made; the log says why
   */
  public Set<Part> ensure(Set<Part> wanted) {
    var failed = EnumSet.noneOf(Part.class);
    for (Part part : wanted) {
      try {
        ensure(part);
      } catch (RuntimeException e) {
        // One part must not keep the others from being made.
        LOG.warnv("{0} could not be made and is tried again: {1}", part.subject, reason(e));
        failed.add(part);
      }
    }
    return failed;
  }

  /**
   * The client's own failures have a sentence; of one that comes from the network, only a cause.
   */
  private static String reason(RuntimeException failure) {
    Throwable told = failure;
    while (told.getMessage() == null && told.getCause() != null) {
      told = told.getCause();
    }
    return told.getMessage() == null ? told.getClass().getSimpleName() : told.getMessage();
  }

  private void ensure(Part part) {
    switch (part) {
      case ENVOY_ADMIN_CA -> envoyAdminAuthority();
      case ZONE -> zone();
      case DEFAULT_MESH -> create(ResourceKind.MESH, MeshSelection.DEFAULT_MESH);
      case ZONE_TOKEN_KEY -> zoneTokenKey();
      case HOSTNAME_GENERATORS -> HostnameGenerators.of(settings).forEach(this::createMissing);
    }
  }

  private void envoyAdminAuthority() {
    if (!secrets.globalNames().contains(SecretNames.ENVOY_ADMIN_CA)) {
      CertificateAuthority made = issuer.forEnvoyAdmin();
      secrets.createGlobal(
          SecretNames.ENVOY_ADMIN_CA, new SecretValue(made.certificatePem() + made.keyPem()));
    }
  }

  private void zone() {
    List<String> zones = new ArrayList<>(objects.names(ResourceKind.ZONE));
    if (!zones.remove(settings.zone())) {
      create(ResourceKind.ZONE, settings.zone());
    }
    for (String other : zones) {
      LOG.warnv(
          "Removing the Zone {0}: this control plane serves the zone {1} only",
          other, settings.zone());
      objects.delete(ResourceKind.ZONE, other);
    }
  }

  private void zoneTokenKey() {
    String key = SecretNames.zoneTokenKey();
    if (SecretNames.highestSerial(key, secrets.globalNames()).isEmpty()) {
      secrets.createGlobal(
          key + "-1", new SecretValue(issuer.newKeyPem(MeshAuthorityIssuer.DEFAULT_BITS)));
    }
  }

  private void create(ResourceKind kind, String name) {
    createMissing(new DefaultObjects(settings).ofNoMesh(kind, name, EMPTY));
  }

  private void createMissing(GenericKubernetesResource object) {
    if (objects.labels(object).isEmpty() && objects.create(object)) {
      LOG.infov("Created {0} {1}", object.getKind(), object.getMetadata().getName());
    }
  }
}
