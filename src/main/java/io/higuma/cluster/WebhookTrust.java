package io.higuma.cluster;

import static java.lang.Boolean.FALSE;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.higuma.certs.CaBundles;
import io.higuma.takeover.OtherControlPlanes;
import io.higuma.webhook.WebhookEntry;
import io.higuma.webhook.WebhookPatch;
import io.higuma.webhook.WebhookRules;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Writes our authority into the webhook configurations, so that the API server believes our server,
 * and, as soon as we can answer, the rules that it calls us by; and writes them again when somebody
 * takes them out. Touches nothing else of these objects, and no entry that is not ours.
 */
public final class WebhookTrust implements AutoCloseable {
  /** The name that Kuma gives it. */
  public static final String MUTATING = "kuma-admission-mutating-webhook-configuration";

  /** The name that Kuma gives it. */
  public static final String VALIDATING = "kuma-validating-webhook-configuration";

  private static final Logger LOG = Logger.getLogger(WebhookTrust.class);

  /** The one that pods wait for comes first. */
  private final List<Configuration<?>> configurations;

  private final KubernetesClient client;
  private final CaBundles bundles;
  private final WebhookRules rules = WebhookRules.packaged();
  private final AtomicBoolean answering = new AtomicBoolean();

  public WebhookTrust(KubernetesClient client, CaBundles bundles) {
    this.client = client;
    this.bundles = bundles;
    var api = client.admissionRegistration().v1();
    configurations =
        List.of(
            new Configuration<>(
                MUTATING, api.mutatingWebhookConfigurations(), WebhookTrust::entries),
            new Configuration<>(
                VALIDATING, api.validatingWebhookConfigurations(), WebhookTrust::entries));
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
   * @param trustPem empty when somebody else writes them
   */
  public void trust(String trustPem) {
    Optional<WebhookRules> called = answering.get() ? Optional.of(rules) : Optional.empty();
    configurations.forEach(
        configuration -> configuration.write(new WebhookPatch(bundles, trustPem, called)));
  }

  /**
   * Whether calls would reach us. Where the API server calls us already it makes no difference what
   * we write; where it does not, the Service must have an endpoint first, or the first pods would
   * be refused. Waits for the API server.
   */
  public boolean isReachable() {
    if (!configurations.stream().allMatch(Configuration::isKnown)) {
      return false;
    }
    List<List<WebhookEntry>> known = configurations.stream().map(Configuration::entries).toList();
    if (known.stream().allMatch(List::isEmpty)) {
      return false; // They may come before our Service has an endpoint.
    }
    List<WebhookEntry> waiting =
        known.stream()
            .filter(entries -> WebhookPatch.isNotCalled(bundles, rules, entries))
            .flatMap(List::stream)
            .toList();
    return waiting.stream().allMatch(entry -> entry.client().getService() == null)
        || serviceHasEndpoint();
  }

  private boolean serviceHasEndpoint() {
    return client
        .discovery()
        .v1()
        .endpointSlices()
        .inNamespace(bundles.namespace())
        .withLabel("kubernetes.io/service-name", bundles.service())
        .list()
        .getItems()
        .stream()
        .flatMap(slice -> slice.getEndpoints().stream())
        .map(Endpoint::getConditions)
        .anyMatch(conditions -> conditions == null || !FALSE.equals(conditions.getReady()));
  }

  /** From the next {@link #trust} on the rules are written, too. */
  public void answering() {
    answering.set(true);
  }

  @Override
  public void close() {
    configurations.forEach(Configuration::close);
  }

  private static List<WebhookEntry> entries(MutatingWebhookConfiguration configuration) {
    return configuration.getWebhooks().stream()
        .map(webhook ->
            new WebhookEntry(webhook.getName(), webhook.getClientConfig(), webhook.getRules()))
        .toList();
  }

  private static List<WebhookEntry> entries(ValidatingWebhookConfiguration configuration) {
    return configuration.getWebhooks().stream()
        .map(webhook ->
            new WebhookEntry(webhook.getName(), webhook.getClientConfig(), webhook.getRules()))
        .toList();
  }

  /** One object with webhooks. */
  private static final class Configuration<T extends HasMetadata> {
    private final String name;
    private final Resource<T> stored;
    private final Function<T, List<WebhookEntry>> entries;
    private final SharedIndexInformer<T> informer;

    Configuration(
        String name,
        NonNamespaceOperation<T, ? extends KubernetesResourceList<T>, Resource<T>> all,
        Function<T, List<WebhookEntry>> entries) {
      this.name = name;
      this.stored = all.withName(name);
      this.entries = entries;
      // By name, which is all that our role allows.
      informer = Informers.make(all.withField("metadata.name", name), Pruning::bookkeeping);
    }

    void start(Runnable changed) {
      informer.addEventHandler(new ChangeHandler<>(changed));
      Informers.start(informer);
    }

    boolean isKnown() {
      return informer.hasSynced();
    }

    List<WebhookEntry> entries() {
      return Stream.ofNullable(informer.getIndexer().getByKey(name))
          .flatMap(configuration -> entries.apply(configuration).stream())
          .toList();
    }

    void write(WebhookPatch wanted) {
      T configuration = informer.getIndexer().getByKey(name);
      if (configuration == null) {
        return;
      }
      WebhookPatch ours = wanted;
      if (annotatedForCertManager(configuration)) {
        LOG.debugv("cert-manager writes the bundle of {0}", name);
        ours = new WebhookPatch(wanted.bundles(), "", wanted.rules());
      }
      ours.of(entries.apply(configuration))
          .ifPresent(patch -> {
            stored.patch(PatchContext.of(PatchType.JSON), patch);
            LOG.infov(
                wanted.rules().isPresent()
                    ? "The API server now trusts our certificate for {0}, and calls us"
                    : "The API server now trusts our certificate for {0}",
                name);
          });
    }

    Stream<OtherControlPlanes.Webhook> services() {
      return entries().stream()
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

    private static boolean annotatedForCertManager(HasMetadata configuration) {
      var annotations = configuration.getMetadata().getAnnotations();
      return annotations != null && annotations.containsKey(CaBundles.CERT_MANAGER);
    }
  }
}
