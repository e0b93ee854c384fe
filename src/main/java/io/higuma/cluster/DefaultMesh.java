package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.metadata.MeshSelection;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The mesh that is there from the start, made once; one that a user deletes later stays away until
 * the next start.
 */
public final class DefaultMesh {
  private static final Logger LOG = Logger.getLogger(DefaultMesh.class);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);
  private static final int TRIES = 120;

  private final KubernetesClient client;

  public DefaultMesh(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Makes it if it is not there, in the background; tries for ten minutes while the API server
   * can't be reached.
   */
  public void ensure() {
    Thread.ofVirtual().start(() -> attempt(TRIES));
  }

  private void attempt(int left) {
    try {
      if (client.resources(Mesh.class).withName(MeshSelection.DEFAULT_MESH).get() == null) {
        create();
      }
    } catch (KubernetesClientException e) {
      if (left <= 1) {
        LOG.errorv("The Mesh \"default\" could not be made: {0}", e.getMessage());
        return;
      }
      LOG.warnv("The Mesh \"default\" is tried again: {0}", e.getMessage());
      CompletableFuture.delayedExecutor(BETWEEN_TRIES.toSeconds(), TimeUnit.SECONDS)
          .execute(() -> attempt(left - 1));
    }
  }

  private void create() {
    var mesh = new Mesh();
    mesh.setMetadata(new ObjectMetaBuilder().withName(MeshSelection.DEFAULT_MESH).build());
    try {
      client.resource(mesh).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }
}
