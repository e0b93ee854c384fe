package io.higuma.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.higuma.identity.IssuedCertificate;
import io.higuma.xds.KumaVersion;
import io.higuma.xds.Subscription;
import io.higuma.xds.Subscriptions;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a DataplaneInsight says.
 *
 * @param limit the most streams that are kept; 0 keeps none
 * @param controlPlane the version that kuma-dp has to go with
 */
record InsightForm(int limit, KumaVersion controlPlane) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What is known of the certificate of a proxy. */
  sealed interface Certificate {
    record Issued(IssuedCertificate certificate) implements Certificate {}

    /** The mesh wants none. */
    record NoMtls() implements Certificate {}

    /** It is not made yet, or the proxy has just gone: what is stored stays. */
    record Unknown() implements Certificate {}
  }

  private static final String SUBSCRIPTIONS = "subscriptions";
  private static final String MTLS = "mTLS";
  private static final String DISCONNECTED = "disconnectTime";

  /**
   * The status after news of streams of this instance. While one of them is open, a stream of the
   * same proxy that another instance left open has ended, because a proxy has one. Without what the
   * proxy says about itself, which does not change in a stream.
   *
   * @param stored the status so far; missing for none
   * @param streams of this instance, oldest first; not empty
   */
  ObjectNode status(
      JsonNode stored, Collection<Subscription> streams, Certificate certificate, Instant now) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    ArrayNode list = closed(stored.path(SUBSCRIPTIONS), streams, now);
    for (Subscription stream : streams) {
      list = Subscriptions.with(list, stream.toJson(0, controlPlane), limit);
    }
    if (limit > 0) {
      status.set(SUBSCRIPTIONS, list);
    } else {
      status.putArray(SUBSCRIPTIONS);
    }
    switch (certificate) {
      case Certificate.Issued(var issued) -> status.set(MTLS, mtls(issued));
      case Certificate.NoMtls() -> status.putNull(MTLS);
      case Certificate.Unknown() -> {}
    }
    return status;
  }

  private static ArrayNode closed(JsonNode stored, Collection<Subscription> streams, Instant now) {
    Set<String> own = streams.stream().map(Subscription::id).collect(Collectors.toSet());
    boolean isHere = streams.stream().anyMatch(Subscription::isOnline);
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (JsonNode one : stored) {
      if (one instanceof ObjectNode stream) {
        ObjectNode copy = stream.deepCopy();
        if (isHere && !own.contains(copy.path("id").asText()) && !copy.hasNonNull(DISCONNECTED)) {
          copy.put(DISCONNECTED, text(now));
        }
        list.add(copy);
      }
    }
    return list;
  }

  private static ObjectNode mtls(IssuedCertificate issued) {
    ObjectNode mtls = JsonNodeFactory.instance.objectNode();
    mtls.put("certificateExpirationTime", text(issued.until()));
    mtls.put("lastCertificateRegeneration", text(issued.at()));
    mtls.put("certificateRegenerations", issued.regenerations());
    mtls.put("issuedBackend", issued.backend());
    ArrayNode supported = mtls.putArray("supportedBackends");
    issued.supportedBackends().forEach(supported::add);
    return mtls;
  }

  /** As JSON; empty if it has a number that JSON has not, such as NaN. */
  static JsonNode metadata(Subscription stream) {
    try {
      return JSON.readTree(JsonFormat.printer().print(stream.metadata()));
    } catch (InvalidProtocolBufferException
        | JsonProcessingException
        | IllegalArgumentException e) {
      return JSON.createObjectNode();
    }
  }

  private static String text(Instant time) {
    return DateTimeFormatter.ISO_INSTANT.format(time);
  }
}
