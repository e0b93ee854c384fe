package io.higuma.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.higuma.certs.CaBundles;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Writes our authority into the webhook configuration, so that the API server believes our server,
 * and writes it again when somebody takes it out. Touches nothing else of that object, and no entry
 * that is not ours.
 */
public final class WebhookTrust implements AutoCloseable {
  /** The name that Kuma gives it. */
  public static final String MUTATING = "kuma-admission-mutating-webhook-configuration";

  private static final Logger LOG = Logger.getLogger(WebhookTrust.class);

  private final KubernetesClient client;
  private final CaBundles bundles;
  private final SharedIndexInformer<MutatingWebhookConfiguration> informer;

  public WebhookTrust(KubernetesClient client, CaBundles bundles) {
    this.client = client;
    this.bundles = bundles;
    // By name, which is all that our role allows.
    informer =
        Informers.make(
            client
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withField("metadata.name", MUTATING),
            Pruning::bookkeeping);
  }

  /**
   * Begins to watch the configuration.
   *
   * @param changed called when it was made, changed or deleted; must not wait
   */
  public void start(Runnable changed) {
    informer.addEventHandler(new ChangeHandler<>(changed));
    Informers.start(informer);
  }

  /**
   * Makes the API server trust these authorities. Waits for it.
   *
   * @param trustPem empty to leave the configuration alone
   */
  public void trust(String trustPem) {
    MutatingWebhookConfiguration configuration = informer.getIndexer().getByKey(MUTATING);
    if (configuration == null || trustPem.isEmpty()) {
      return;
    }
    if (annotatedForCertManager(configuration)) {
      LOG.debugv("cert-manager writes the bundle of {0}", MUTATING);
      return;
    }
    patch(configuration, trustPem)
        .ifPresent(patch -> {
          client
              .admissionRegistration()
              .v1()
              .mutatingWebhookConfigurations()
              .withName(MUTATING)
              .patch(PatchContext.of(PatchType.JSON), patch);
          LOG.infov("The API server now trusts our certificate for {0}", MUTATING);
        });
  }

  @Override
  public void close() {
    informer.close();
  }

  /**
   * Changes the entries that need it. A test of each name keeps the patch from hitting another
   * entry when the list has changed meanwhile; the API server then answers with an error.
   */
  private Optional<String> patch(MutatingWebhookConfiguration configuration, String trustPem) {
    ArrayNode patch = new ObjectMapper().createArrayNode();
    List<MutatingWebhook> webhooks = configuration.getWebhooks();
    for (int i = 0; i < webhooks.size(); i++) {
      String path = "/webhooks/" + i;
      MutatingWebhook webhook = webhooks.get(i);
      bundles
          .missing(webhook.getClientConfig(), trustPem)
          .ifPresent(bundle -> {
            patch
                .addObject()
                .put("op", "test")
                .put("path", path + "/name")
                .put("value", webhook.getName());
            patch
                .addObject()
                .put("op", "add")
                .put("path", path + "/clientConfig/caBundle")
                .put("value", bundle);
          });
    }
    return patch.isEmpty() ? Optional.empty() : Optional.of(patch.toString());
  }

  private static boolean annotatedForCertManager(MutatingWebhookConfiguration configuration) {
    var annotations = configuration.getMetadata().getAnnotations();
    return annotations != null && annotations.containsKey(CaBundles.CERT_MANAGER);
  }
}
