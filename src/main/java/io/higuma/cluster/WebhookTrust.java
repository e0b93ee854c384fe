package io.higuma.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.higuma.certs.CaBundles;
import io.higuma.takeover.OtherControlPlanes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Writes our authority into the webhook configurations, so that the API server believes our server,
 * and writes it again when somebody takes it out. Touches nothing else of these objects, and no
 * entry that is not ours.
 */
public final class WebhookTrust implements AutoCloseable {
  /** The name that Kuma gives it. */
  public static final String MUTATING = "kuma-admission-mutating-webhook-configuration";

  /** The name that Kuma gives it. */
  public static final String VALIDATING = "kuma-validating-webhook-configuration";

  private static final Logger LOG = Logger.getLogger(WebhookTrust.class);

  /** The one that pods wait for comes first. */
  private final List<Configuration<?>> configurations;

  /** What an entry of either kind has. */
  private record Entry(String name, WebhookClientConfig client) {}

  public WebhookTrust(KubernetesClient client, CaBundles bundles) {
    var api = client.admissionRegistration().v1();
    configurations =
        List.of(
            new Configuration<>(
                MUTATING, api.mutatingWebhookConfigurations(), WebhookTrust::entries, bundles),
            new Configuration<>(
                VALIDATING, api.validatingWebhookConfigurations(), WebhookTrust::entries, bundles));
  }

  /**
   * Begins to watch the configurations.
   *
   * @param changed called when one was made, changed or deleted; must not wait
   */
  public void start(Runnable changed) {
    configurations.forEach(configuration -> configuration.start(changed));
  }

  /** The entries that lead to a Service, as far as they are known. */
  public List<OtherControlPlanes.Webhook> services() {
    return configurations.stream().flatMap(Configuration::services).toList();
  }

  /**
   * Makes the API server trust these authorities. Waits for it.
   *
   * @param trustPem empty to leave the configurations alone
   */
  public void trust(String trustPem) {
    if (!trustPem.isEmpty()) {
      configurations.forEach(configuration -> configuration.trust(trustPem));
    }
  }

  @Override
  public void close() {
    configurations.forEach(Configuration::close);
  }

  private static List<Entry> entries(MutatingWebhookConfiguration configuration) {
    return configuration.getWebhooks().stream()
        .map(webhook -> new Entry(webhook.getName(), webhook.getClientConfig()))
        .toList();
  }

  private static List<Entry> entries(ValidatingWebhookConfiguration configuration) {
    return configuration.getWebhooks().stream()
        .map(webhook -> new Entry(webhook.getName(), webhook.getClientConfig()))
        .toList();
  }

  /** One object with webhooks. */
  private static final class Configuration<T extends HasMetadata> {
    private final String name;
    private final Resource<T> stored;
    private final Function<T, List<Entry>> entries;
    private final CaBundles bundles;
    private final SharedIndexInformer<T> informer;

    Configuration(
        String name,
        NonNamespaceOperation<T, ? extends KubernetesResourceList<T>, Resource<T>> all,
        Function<T, List<Entry>> entries,
        CaBundles bundles) {
      this.name = name;
      this.stored = all.withName(name);
      this.entries = entries;
      this.bundles = bundles;
      // By name, which is all that our role allows.
      informer = Informers.make(all.withField("metadata.name", name), Pruning::bookkeeping);
    }

    void start(Runnable changed) {
      informer.addEventHandler(new ChangeHandler<>(changed));
      Informers.start(informer);
    }

    void trust(String trustPem) {
      T configuration = informer.getIndexer().getByKey(name);
      if (configuration == null) {
        return;
      }
      if (annotatedForCertManager(configuration)) {
        LOG.debugv("cert-manager writes the bundle of {0}", name);
        return;
      }
      patch(entries.apply(configuration), trustPem)
          .ifPresent(patch -> {
            stored.patch(PatchContext.of(PatchType.JSON), patch);
            LOG.infov("The API server now trusts our certificate for {0}", name);
          });
    }

    Stream<OtherControlPlanes.Webhook> services() {
      return Stream.ofNullable(informer.getIndexer().getByKey(name))
          .flatMap(configuration -> entries.apply(configuration).stream())
          .flatMap(entry -> Stream.ofNullable(entry.client().getService()))
          .map(to ->
              new OtherControlPlanes.Webhook(
                  name,
                  to.getName(),
                  to.getNamespace(),
                  Objects.requireNonNullElse(to.getPath(), "")));
    }

    void close() {
      informer.close();
    }

    /**
     * Changes the entries that need it. A test of each name keeps the patch from hitting another
     * entry when the list has changed meanwhile; the API server then answers with an error.
     */
    private Optional<String> patch(List<Entry> webhooks, String trustPem) {
      ArrayNode patch = new ObjectMapper().createArrayNode();
      for (int i = 0; i < webhooks.size(); i++) {
        String path = "/webhooks/" + i;
        Entry webhook = webhooks.get(i);
        bundles
            .missing(webhook.client(), trustPem)
            .ifPresent(bundle -> {
              patch
                  .addObject()
                  .put("op", "test")
                  .put("path", path + "/name")
                  .put("value", webhook.name());
              patch
                  .addObject()
                  .put("op", "add")
                  .put("path", path + "/clientConfig/caBundle")
                  .put("value", bundle);
            });
      }
      return patch.isEmpty() ? Optional.empty() : Optional.of(patch.toString());
    }

    private static boolean annotatedForCertManager(HasMetadata configuration) {
      var annotations = configuration.getMetadata().getAnnotations();
      return annotations != null && annotations.containsKey(CaBundles.CERT_MANAGER);
    }
  }
}
