package io.higuma.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Every metric of ours. Meters are made here alone, so that what is exposed and what {@code
 * docs/reference/metrics.md} says are one. Make a meter once and keep it: a look-up costs memory,
 * and most are counted on the way of every pod.
 */
public final class Metric {
  public static final Metric WEBHOOK_REQUESTS =
      new Metric(
          Kind.COUNTER,
          "controller_runtime.webhook.requests",
          "Answered requests; a denial has status 200.",
          List.of(
              Label.WEBHOOK,
              new Label("code", "HTTP status; 499 for a client that left, 408 for one too slow")));

  public static final Metric WEBHOOK_LATENCY =
      new Metric(
          Kind.TIMER,
          "controller_runtime.webhook.latency",
          "Time from a request's first byte to its answer.",
          List.of(Label.WEBHOOK),
          0.00025,
          0.001,
          0.0025,
          0.005,
          0.01,
          0.025,
          0.05,
          0.1,
          0.25,
          0.5,
          1,
          2.5,
          5,
          10);

  public static final Metric WEBHOOK_IN_FLIGHT =
      new Metric(
          Kind.GAUGE,
          "controller_runtime.webhook.requests.in.flight",
          "Requests without an answer yet.",
          List.of(Label.WEBHOOK));

  public static final Metric WEBHOOK_PANICS =
      new Metric(
          Kind.COUNTER,
          "controller_runtime.webhook.panics",
          "Reviews that ended by an unexpected exception; the log has it.",
          List.of());

  public static final Metric ADMISSION_REVIEWS =
      new Metric(
          Kind.COUNTER,
          "higuma.admission.reviews",
          "What became of reviews of objects of the mesh, of secrets and of pods that name their workload.",
          List.of(
              Label.WEBHOOK,
              new Label(
                  "result",
                  "`allowed`, `patched`, `forbidden` (403), `invalid` (422), `failed` (400, 500)")));

  public static final Metric SIDECAR_INJECTION =
      new Metric(
          Kind.COUNTER,
          "sidecar_injection",
          "Decisions on pods, as Kuma counts them.",
          List.of(
              new Label("result", "`success`, `skipped`, `failed`"),
              new Label(
                  "reason",
                  "of `skipped`: `not_needed`; of `failed`: `mesh_not_found` for whatever is missing, else `config_error`"),
              new Label("zone", "name of the zone; `Zone` when it has none")));

  public static final Metric INJECTION_DECISIONS =
      new Metric(
          Kind.COUNTER,
          "higuma.injection.decisions",
          "Decisions on pods, dry runs included, each with its reason.",
          List.of(
              new Label("result", "`injected`, `skipped`, `refused`, `failed`"),
              new Label(
                  "reason",
                  "a [reason](reasons.md) of that result; of `failed`: `ClusterUnavailable`, when the API server could not be asked")));

  public static final Metric LEADER =
      new Metric(
          Kind.GAUGE,
          "higuma.leader",
          "1 while this replica is the one that reconciles, else 0.",
          List.of());

  public static final Metric INJECTION_NOTICES =
      new Metric(
          Kind.COUNTER,
          "higuma.injection.notices",
          "What was odd about pods that were admitted.",
          List.of(new Label("reason", "a [reason](reasons.md) of a notice")));

  public static final Metric INJECTION_PATCH =
      new Metric(
          Kind.BYTES,
          "higuma.injection.patch",
          "Size of the JSON patches that injected pods.",
          List.of(),
          1 << 10,
          2 << 10,
          4 << 10,
          8 << 10,
          16 << 10,
          32 << 10,
          64 << 10,
          256 << 10,
          1 << 20);

  public static final Metric CACHE_AGE =
      new Metric(
          Kind.SECONDS,
          "higuma.cache.age",
          "How old what is known of the cluster may be: 0 while the watch of that kind is connected, else the time since it was lost.",
          List.of(Label.KIND));

  public static final Metric CACHE_OBJECTS =
      new Metric(Kind.GAUGE, "higuma.cache.objects", "Objects in memory.", List.of(Label.KIND));

  public static final Metric STALE_SIDECARS =
      new Metric(
          Kind.GAUGE,
          "higuma.stale.sidecars",
          "Pods whose sidecar would come out differently if they were created now.",
          List.of(new Label("mesh", "name of the Mesh; of each that there is")));

  public static final Metric OTHER_CONTROL_PLANES =
      new Metric(
          Kind.GAUGE,
          "higuma.other.control.planes",
          "Signs that another control plane works on this cluster; 0 is as it should be. The log and `/ready` have the sentences.",
          List.of());

  public static final Metric AUTHORITY_PODS =
      new Metric(
          Kind.GAUGE,
          "higuma.control.plane.ca.pods",
          "Pods by the newest authority of the control plane that they carry. Each replica counts all of them.",
          List.of(
              new Label(
                  "authority",
                  "first 8 hexadecimal digits of the SHA-256 of each that is trusted today; `other` for pods that carry none of these")));

  public static final Metric SIDECAR_QUITS =
      new Metric(
          Kind.COUNTER,
          "higuma.sidecar.quits",
          "Sidecars of finished pods that were asked to end, each try.",
          List.of(
              new Label(
                  "result", "`accepted`; `failed`, when Envoy's admin interface did not answer")));

  public static final Metric EVENTS_LOST =
      new Metric(
          Kind.COUNTER,
          "higuma.events.lost",
          "Kubernetes Events that nobody sees: more happened than the API server takes, or it did not take one. The log says which.",
          List.of(new Label("type", "`Normal`, `Warning`; a Warning takes the place of a Normal")));

  public static final Metric XDS_STREAMS =
      new Metric(
          Kind.GAUGE,
          "higuma.xds.streams",
          "Proxies that get their configuration from this instance.",
          List.of());

  public static final Metric XDS_RESPONSES =
      new Metric(
          Kind.COUNTER,
          "higuma.xds.responses",
          "Configurations sent to proxies.",
          List.of(Label.XDS_TYPE));

  public static final Metric XDS_BYTES =
      new Metric(
          Kind.COUNTER,
          "higuma.xds.sent.bytes",
          "Size of these, before encryption.",
          List.of(Label.XDS_TYPE));

  public static final Metric XDS_ANSWERS =
      new Metric(
          Kind.COUNTER,
          "higuma.xds.answers",
          "What proxies said to these; the log has the words of each rejection.",
          List.of(Label.XDS_TYPE, new Label("result", "`accepted`, `rejected`")));

  public static final Metric INSIGHT_REQUESTS =
      new Metric(
          Kind.COUNTER,
          "higuma.insight.requests",
          "Requests to the API server about DataplaneInsights.",
          List.of(
              new Label(
                  "result",
                  "`read`, `written`; `outdated`, when it had changed meanwhile; `failed`")));

  public static final Metric XDS_REFUSALS =
      new Metric(
          Kind.COUNTER,
          "higuma.xds.refusals",
          "Streams that ended because the proxy did not prove who it is.",
          List.of(
              new Label("result", "`refused`; `failed`, when the API server could not be asked")));

  public static final Metric BOOTSTRAPS =
      new Metric(
          Kind.COUNTER,
          "higuma.bootstraps",
          "Answered bootstrap requests of starting proxies.",
          List.of(
              new Label(
                  "code",
                  "HTTP status; 404 while there is no Dataplane yet, 408 for one too slow, 503 for one too many")));

  public static final Metric RECONCILES =
      new Metric(
          Kind.COUNTER,
          "controller_runtime.reconcile",
          "Runs of a controller for one object or key.",
          List.of(
              Label.CONTROLLER,
              new Label("result", "`success`; `error`, after which it is tried again")));

  public static final Metric RECONCILE_ERRORS =
      new Metric(
          Kind.COUNTER,
          "controller_runtime.reconcile.errors",
          "Those of them that failed; the log says why.",
          List.of(Label.CONTROLLER));

  public static final Metric RECONCILE_TIME =
      new Metric(
          Kind.TIMER,
          "controller_runtime.reconcile.time",
          "How long a run takes.",
          List.of(Label.CONTROLLER),
          0.001,
          0.005,
          0.025,
          0.1,
          0.25,
          0.5,
          1,
          2.5,
          5,
          15,
          60);

  public static final Metric ACTIVE_WORKERS =
      new Metric(
          Kind.GAUGE,
          "controller_runtime.active.workers",
          "Runs that are going on.",
          List.of(Label.CONTROLLER));

  public static final Metric QUEUE_DEPTH =
      new Metric(
          Kind.GAUGE,
          "workqueue.depth",
          "Objects or keys that wait for a run; of controllers with keys also those that wait to be tried again.",
          List.of(Label.QUEUE));

  public static final Metric QUEUE_ADDS =
      new Metric(
          Kind.COUNTER,
          "workqueue.adds",
          "Objects or keys that a run was asked for; what is asked for while it waits counts once.",
          List.of(Label.QUEUE));

  public static final Metric QUEUE_RETRIES =
      new Metric(
          Kind.COUNTER,
          "workqueue.retries",
          "Failed runs that are repeated.",
          List.of(Label.QUEUE));

  public static final Metric QUEUE_WAIT =
      new Metric(
          Kind.TIMER,
          "workqueue.queue.duration",
          "How long an object or key waited for its run.",
          List.of(Label.QUEUE),
          0.001,
          0.005,
          0.025,
          0.1,
          0.25,
          0.5,
          1,
          2.5,
          5,
          15,
          60);

  public static final Metric QUEUE_AGE =
      new Metric(
          Kind.SECONDS,
          "higuma.workqueue.oldest",
          "How long the one that waits longest has waited for a run that succeeds; 0 when none waits.",
          List.of(Label.QUEUE));

  public static final Metric CERTIFICATE_END =
      new Metric(
          Kind.SECONDS,
          "higuma.certificate.expiration.timestamp",
          "When a certificate ends, as seconds since 1970; not there until it is served.",
          List.of(
              new Label(
                  "certificate",
                  "`serving`, which the webhook and the server for data planes show; `authority`, the newest that clients trust it by")));

  public static final Metric CERTIFICATE_CHECKS =
      new Metric(
          Kind.COUNTER,
          "higuma.certificate.checks",
          "Looks at the serving certificate, each of which renews it when it is time.",
          List.of(
              new Label("result", "`success`; `failed`, after which the one before is served on")));

  public static final Metric READY =
      new Metric(
          Kind.GAUGE,
          "higuma.ready",
          "1 while `/ready` says that the webhook is served, else 0.",
          List.of());

  public static final Metric CONFIG_PENDING =
      new Metric(
          Kind.GAUGE,
          "higuma.config.pending",
          "Whether the file of settings has changed since the start: 1 or 0.",
          List.of(
              new Label(
                  "reason",
                  "`restart`, when a restart would apply it; `invalid`, when a restart would fail")));

  public static final Metric BUILD_INFO =
      new Metric(
          Kind.GAUGE,
          "higuma.build.info",
          "Always 1.",
          List.of(
              new Label("version", "of Higuma"), new Label("java", "version of the Java runtime")));

  public static final Metric RESIDENT_MEMORY =
      new Metric(
          Kind.GAUGE,
          "process.resident.memory.bytes",
          "Memory of the process; not a number where it can't be read.",
          List.of());

  public static final Metric MEMORY_LIMIT =
      new Metric(
          Kind.GAUGE,
          "higuma.memory.limit.bytes",
          "Memory that the container may take; not a number when it is not limited.",
          List.of());

  /** All of them, for the reference documentation. */
  public static final List<Metric> ALL =
      List.of(
          LEADER,
          WEBHOOK_REQUESTS,
          WEBHOOK_LATENCY,
          WEBHOOK_IN_FLIGHT,
          WEBHOOK_PANICS,
          ADMISSION_REVIEWS,
          SIDECAR_INJECTION,
          INJECTION_DECISIONS,
          INJECTION_NOTICES,
          INJECTION_PATCH,
          CACHE_AGE,
          CACHE_OBJECTS,
          STALE_SIDECARS,
          OTHER_CONTROL_PLANES,
          AUTHORITY_PODS,
          SIDECAR_QUITS,
          EVENTS_LOST,
          XDS_STREAMS,
          XDS_RESPONSES,
          XDS_BYTES,
          XDS_ANSWERS,
          INSIGHT_REQUESTS,
          XDS_REFUSALS,
          BOOTSTRAPS,
          RECONCILES,
          RECONCILE_ERRORS,
          RECONCILE_TIME,
          ACTIVE_WORKERS,
          QUEUE_DEPTH,
          QUEUE_ADDS,
          QUEUE_RETRIES,
          QUEUE_WAIT,
          QUEUE_AGE,
          CERTIFICATE_END,
          CERTIFICATE_CHECKS,
          READY,
          CONFIG_PENDING,
          BUILD_INFO,
          RESIDENT_MEMORY,
          MEMORY_LIMIT);

  /** What is measured, and how. */
  public enum Kind {
    COUNTER("counter"),
    GAUGE("gauge"),
    /** A gauge of seconds. */
    SECONDS("gauge"),
    /** A histogram of seconds. */
    TIMER("histogram"),
    /** A histogram of bytes. */
    BYTES("histogram");

    private final String prometheus;

    Kind(String prometheus) {
      this.prometheus = prometheus;
    }

    /** As Prometheus calls it. */
    public String prometheus() {
      return prometheus;
    }
  }

  /**
   * A label.
   *
   * @param values for the reference documentation, in Markdown
   */
  public record Label(String name, String values) {
    static final Label WEBHOOK = new Label("webhook", "the path, such as `/inject-sidecar`");
    static final Label CONTROLLER = new Label("controller", "name of the controller");
    static final Label QUEUE = new Label("name", "name of the controller");
    static final Label XDS_TYPE =
        new Label("type", "`cluster`, `endpoints`, `listener`, `routes`, `secret`, `runtime`");
    static final Label KIND =
        new Label(
            "kind",
            "`Namespace`, `Mesh`, `ContainerPatch`, `Dataplane`, `EndpointSlice`, `Service`, `Node`, `Pod`, and `ConfigMap` when settings need it");
  }

  private final Kind kind;
  private final String meter;
  private final String meaning;
  private final List<Label> labels;
  private final double[] buckets;

  private Metric(Kind kind, String meter, String meaning, List<Label> labels, double... buckets) {
    this.kind = kind;
    this.meter = meter;
    this.meaning = meaning;
    this.labels = List.copyOf(labels);
    this.buckets = buckets;
  }

  public Kind kind() {
    return kind;
  }

  /** The name in Micrometer's notation, which Prometheus shows with underscores and a unit. */
  public String meter() {
    return meter;
  }

  /** One sentence for the help text and the reference documentation. */
  public String meaning() {
    return meaning;
  }

  public List<Label> labels() {
    return labels;
  }

  /** Upper bounds of a histogram, in seconds or bytes; empty for what is none. */
  public List<Double> buckets() {
    return Arrays.stream(buckets).boxed().toList();
  }

  /**
   * A counter, which is exposed with 0 from now on.
   *
   * @param values one for each label
   */
  public Counter counter(MeterRegistry registry, String... values) {
    expect(Kind.COUNTER);
    return Counter.builder(meter).description(meaning).tags(tags(values)).register(registry);
  }

  /**
   * A gauge, asked at each scrape.
   *
   * @param of kept from the garbage collector
   * @param values one for each label
   * @return to be removed from the registry when there is nothing to measure any more
   */
  public <T> Gauge gauge(
      MeterRegistry registry, T of, ToDoubleFunction<T> measure, String... values) {
    Gauge.Builder<T> gauge =
        Gauge.builder(meter, of, measure)
            .description(meaning)
            .tags(tags(values))
            .strongReference(true);
    return switch (kind) {
      case GAUGE -> gauge.register(registry);
      case SECONDS -> gauge.baseUnit("seconds").register(registry);
      case COUNTER, TIMER, BYTES -> throw new IllegalStateException(meter + " is no gauge");
    };
  }

  /**
   * A histogram of times.
   *
   * @param values one for each label
   */
  public Timer timer(MeterRegistry registry, String... values) {
    expect(Kind.TIMER);
    return Timer.builder(meter)
        .description(meaning)
        .tags(tags(values))
        .serviceLevelObjectives(
            Arrays.stream(buckets)
                .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
                .toArray(Duration[]::new))
        .register(registry);
  }

  /**
   * A histogram of sizes.
   *
   * @param values one for each label
   */
  public DistributionSummary sizes(MeterRegistry registry, String... values) {
    expect(Kind.BYTES);
    return DistributionSummary.builder(meter)
        .description(meaning)
        .baseUnit("bytes")
        .tags(tags(values))
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  private void expect(Kind wanted) {
    if (kind != wanted) {
      throw new IllegalStateException("%s is a %s, not a %s".formatted(meter, kind, wanted));
    }
  }

  private List<Tag> tags(String... values) {
    if (values.length != labels.size()) {
      throw new IllegalArgumentException(
          "%s has %d labels, not %d".formatted(meter, labels.size(), values.length));
    }
    var tags = new ArrayList<Tag>();
    for (int i = 0; i < values.length; i++) {
      tags.add(Tag.of(labels.get(i).name(), values[i]));
    }
    return tags;
  }
}
