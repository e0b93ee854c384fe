package io.higuma.inspect;

import io.higuma.inspect.ProxyStatus.Certificate;
import io.higuma.inspect.ProxyStatus.Responses;
import java.util.List;

/** A proxy as text for people. */
final class DataplaneText {
  private final StringBuilder text = new StringBuilder();

  private DataplaneText() {}

  static String of(DataplaneReport report) {
    var text = new DataplaneText();
    text.status(report);
    text.text
        .append('\n')
        .append(
            ProxyPolicyText.of(
                new ProxyPolicyReport(report.mesh(), report.dataplane(), report.policies())));
    text.unknown(report.unknown());
    return text.text.toString();
  }

  private void status(DataplaneReport report) {
    ProxyStatus status = report.status();
    line(0, "Dataplane %s of mesh %s".formatted(report.dataplane(), report.mesh()));
    line(
        1,
        switch (status.connection()) {
          case CONNECTED -> "Connected since %s to %s".formatted(status.since(), status.instance());
          case DISCONNECTED ->
              "Not connected: its stream to %s lasted from %s to %s"
                  .formatted(status.instance(), status.since(), status.until());
          case NEVER -> "Not connected, and no control plane has written that it ever was";
        });
    if (!status.kumaDp().isEmpty() || !status.envoy().isEmpty()) {
      line(1, "kuma-dp %s, Envoy %s".formatted(known(status.kumaDp()), known(status.envoy())));
    }
    if (status.connection() != ProxyStatus.State.NEVER) {
      line(1, certificate(status));
      responses(status);
    }
  }

  private static String known(String version) {
    return version.isEmpty() ? "of an unknown version" : version;
  }

  private static String certificate(ProxyStatus status) {
    Certificate certificate = status.certificate();
    if (certificate == null) {
      return "No certificate: its mesh has no mTLS, or it is not made yet";
    }
    String made =
        certificate.made().isEmpty()
            ? ""
            : ", made %s, renewed %d times"
                .formatted(certificate.made(), Math.max(0, certificate.regenerations() - 1));
    return "Certificate of backend %s until %s%s"
        .formatted(certificate.backend(), certificate.expires(), made);
  }

  private void responses(ProxyStatus status) {
    line(1, "%-10s %6s %13s %9s".formatted("Responses", "sent", "acknowledged", "rejected"));
    for (Responses type : status.responses()) {
      line(
          2,
          "%-9s %6d %13d %9d%s"
              .formatted(
                  type.type(),
                  type.sent(),
                  type.acknowledged(),
                  type.rejected(),
                  type.isOpen() ? "  not all answered" : ""));
    }
    for (ProxyStatus.Rejected rejected : status.rejected()) {
      line(1, "Rejects %s: %s".formatted(rejected.type(), rejected.error()));
    }
  }

  private void unknown(List<String> unknown) {
    if (!unknown.isEmpty()) {
      text.append('\n');
      line(0, "Not known");
      unknown.forEach(sentence -> line(1, sentence));
    }
  }

  private void line(int indent, String sentence) {
    text.append("  ".repeat(indent)).append(sentence.stripTrailing()).append('\n');
  }
}
