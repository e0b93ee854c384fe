package io.higuma.xds;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.higuma.envoy.ResourceType;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one stream, as a DataplaneInsight has it. Immutable: each event gives the next.
 *
 * @param instance the control plane that serves it
 * @param metadata what the proxy said about itself; bounded, see {@link ProxyMetadata}
 * @param counts by type; none for a type of which nothing was sent
 * @param rejections of each type the one since which Envoy has accepted nothing
 */
public record Subscription(
    String id,
    String instance,
    ProxyId proxy,
    Struct metadata,
    Instant connectTime,
    Optional<Instant> disconnectTime,
    Optional<Instant> lastUpdate,
    Map<ResourceType, Counts> counts,
    Map<ResourceType, Rejection> rejections) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** How insights call the types; secrets and the runtime count in the total only. */
  private static final Map<ResourceType, String> NAMES =
      Collections.unmodifiableMap(
          new EnumMap<>(
              Map.of(
                  ResourceType.CLUSTER, "cds",
                  ResourceType.ENDPOINTS, "eds",
                  ResourceType.LISTENER, "lds",
                  ResourceType.ROUTES, "rds")));

  public Subscription {
    counts = Map.copyOf(counts);
    rejections = Map.copyOf(rejections);
  }

  /** Responses of one type. */
  public record Counts(long sent, long accepted, long rejected) {
    static final Counts NONE = new Counts(0, 0, 0);

    Counts plus(Counts other) {
      return new Counts(sent + other.sent, accepted + other.accepted, rejected + other.rejected);
    }
  }

  /** What Envoy did not take. */
  public record Rejection(String version, String error, Instant at) {}

  /** Of a stream that has begun. */
  public static Subscription begin(
      ProxyEvent.Connected event, ProxyMetadata metadata, String instance) {
    return new Subscription(
        event.stream(),
        instance,
        event.proxy(),
        metadata.kept(),
        event.at(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Map.of());
  }

  /** After an event of this stream. */
  public Subscription after(ProxyEvent event) {
    return switch (event) {
      case ProxyEvent.Connected connected -> this;
      case ProxyEvent.Progressed progressed -> this;
      case ProxyEvent.Sent sent -> counted(sent.type(), new Counts(1, 0, 0), sent.at());
      case ProxyEvent.Accepted accepted ->
          counted(accepted.type(), new Counts(0, 1, 0), accepted.at())
              .with(accepted.type(), Optional.empty());
      case ProxyEvent.Rejected rejected ->
          counted(rejected.type(), new Counts(0, 0, 1), rejected.at())
              .with(
                  rejected.type(),
                  Optional.of(new Rejection(rejected.version(), rejected.error(), rejected.at())));
      case ProxyEvent.Disconnected disconnected ->
          new Subscription(
              id,
              instance,
              proxy,
              metadata,
              connectTime,
              Optional.of(disconnected.at()),
              lastUpdate,
              counts,
              rejections);
    };
  }

  private Subscription counted(ResourceType type, Counts more, Instant at) {
    var changed = new EnumMap<ResourceType, Counts>(ResourceType.class);
    changed.putAll(counts);
    changed.merge(type, more, Counts::plus);
    return new Subscription(
        id,
        instance,
        proxy,
        metadata,
        connectTime,
        disconnectTime,
        Optional.of(at),
        changed,
        rejections);
  }

  private Subscription with(ResourceType type, Optional<Rejection> rejection) {
    if (rejection.isEmpty() && !rejections.containsKey(type)) {
      return this;
    }
    var changed = new EnumMap<ResourceType, Rejection>(ResourceType.class);
    changed.putAll(rejections);
    changed.remove(type);
    rejection.ifPresent(latest -> changed.put(type, latest));
    return new Subscription(
        id, instance, proxy, metadata, connectTime, disconnectTime, lastUpdate, counts, changed);
  }

  /** Whether the proxy is connected by this stream. */
  public boolean isOnline() {
    return disconnectTime.isEmpty();
  }

  /**
   * As it stands in {@code subscriptions} of a DataplaneInsight.
   *
   * @param generation says that the control plane is alive; 0 is left out
   * @param controlPlane the version that kuma-dp has to go with
   */
  public ObjectNode toJson(long generation, KumaVersion controlPlane) {
    ObjectNode json = JSON.objectNode();
    json.put("id", id);
    json.put("controlPlaneInstanceId", instance);
    json.put("connectTime", text(connectTime));
    disconnectTime.ifPresent(time -> json.put("disconnectTime", text(time)));
    ObjectNode status = json.putObject("status");
    lastUpdate.ifPresent(time -> status.put("lastUpdateTime", text(time)));
    status.set("total", json(counts.values().stream().reduce(Counts.NONE, Counts::plus)));
    NAMES.forEach((type, name) -> status.set(name, json(counts.getOrDefault(type, Counts.NONE))));
    version(controlPlane).ifPresent(version -> json.set("version", version));
    if (generation != 0) {
      json.put("generation", generation);
    }
    return json;
  }

  /** Numbers of 64 bits are texts in the JSON of protobuf, and a zero is left out. */
  private static ObjectNode json(Counts counts) {
    ObjectNode json = JSON.objectNode();
    put(json, "responsesSent", counts.sent());
    put(json, "responsesAcknowledged", counts.accepted());
    put(json, "responsesRejected", counts.rejected());
    return json;
  }

  private static void put(ObjectNode json, String field, long number) {
    if (number != 0) {
      json.put(field, Long.toString(number));
    }
  }

  private Optional<ObjectNode> version(KumaVersion controlPlane) {
    Value version = metadata.getFieldsOrDefault("version", Value.getDefaultInstance());
    if (!version.hasStructValue()) {
      return Optional.empty();
    }
    ObjectNode json = JSON.objectNode();
    version
        .getStructValue()
        .getFieldsMap()
        .forEach((part, fields) -> json.set(part, texts(fields.getStructValue())));
    ObjectNode kumaDp = json.withObject("/kumaDp");
    if (controlPlane.goesWith(kumaDp.path("version").asText())) {
      kumaDp.put("kumaCpCompatible", true);
    }
    return Optional.of(json);
  }

  private static ObjectNode texts(Struct struct) {
    ObjectNode json = JSON.objectNode();
    struct
        .getFieldsMap()
        .forEach((key, value) -> {
          switch (value.getKindCase()) {
            case STRING_VALUE -> json.put(key, value.getStringValue());
            case BOOL_VALUE -> json.put(key, value.getBoolValue());
            default -> {} // a version has nothing else
          }
        });
    return json;
  }

  private static String text(Instant time) {
    return DateTimeFormatter.ISO_INSTANT.format(time);
  }
}
