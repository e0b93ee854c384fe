package io.higuma.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.envoy.OutsideTls.Kind;
import io.higuma.envoy.OutsideTls.Name;
import io.higuma.mesh.DataSource;
import io.higuma.mesh.SecretValue;
import io.higuma.resource.MeshObject;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.SpecNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code networking.tls} of an ExternalService. */
final class OutsideTlsReading {
  /** Stands for what can't be read: nothing is ever delivered for it, so nothing gets through. */
  private static final DataSource NONE = new DataSource.Inline(new SecretValue(""));

  private OutsideTlsReading() {}

  /** Empty where it is reached in plain text. */
  static Optional<OutsideTls> of(MeshObject external, String host) {
    JsonNode tls = external.spec().path("networking").path("tls");
    if (!tls.path("enabled").asBoolean()) {
      return Optional.empty();
    }
    String name = external.name();
    boolean isIp = Addresses.isIp(host);
    return Optional.of(
        new OutsideTls(
            name,
            tls.path("serverName").asText(isIp ? "" : host),
            names(tls, host),
            tls.path("allowRenegotiation").asBoolean(),
            source(tls, "caCert")
                .map(source -> new OutsideSecret.Authority("external_ca:secret:" + name, source)),
            source(tls, "clientCert")
                .flatMap(certificate ->
                    source(tls, "clientKey")
                        .map(key ->
                            new OutsideSecret.Identity(
                                "external_cert:secret:" + name, certificate, key)))));
  }

  private static List<Name> names(JsonNode tls, String host) {
    if (tls.path("skipHostnameVerification").asBoolean()) {
      return List.of();
    }
    var names = new ArrayList<Name>();
    for (JsonNode name : tls.path("subjectAltNames")) {
      String text = name.path("match").asText("");
      boolean isPrefix = name.path("matcherType").asText("").equalsIgnoreCase("prefix");
      if (!text.isEmpty()) {
        names.add(new Name(isPrefix ? Kind.PREFIX : Kind.EXACT, text));
      }
    }
    return names.isEmpty()
        ? List.of(new Name(Addresses.isIp(host) ? Kind.ADDRESS : Kind.HOST, host))
        : names;
  }

  private static Optional<DataSource> source(JsonNode tls, String field) {
    JsonNode source = tls.path(field);
    if (source.isMissingNode() || source.isNull()) {
      return Optional.empty();
    }
    // Admission tells what is wrong with it.
    return DataSource.read(SpecNode.of(source, FieldPath.of(field), new Findings()))
        .or(() -> Optional.of(NONE));
  }
}
