package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.higuma.certs.AdminListener;
import io.higuma.certs.CertificateAuthority;
import io.higuma.certs.EnvoyAdminIssuer;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.job.EnvoyAdmin;
import io.higuma.mesh.SecretValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls by TLS, to a server that looks at certificates as Envoy's admin listener does. */
class EnvoyAdminClientTest {
  private static final String AUTHORITY = newAuthority();

  @Test
  void isKnownAsTheControlPlane() throws Exception {
    try (var envoy = new AdminListener(AUTHORITY, "127.0.0.1", 200)) {
      client(AUTHORITY).quit("127.0.0.1", envoy.port());
      assertThat(envoy.requests()).containsExactly("POST /quitquitquit");
    }
  }

  @Test
  void anAnswerThatIsNotOkIsAFailure() throws Exception {
    try (var envoy = new AdminListener(AUTHORITY, "127.0.0.1", 503)) {
      assertThatThrownBy(() -> client(AUTHORITY).quit("127.0.0.1", envoy.port()))
          .isInstanceOf(EnvoyAdmin.NotReachedException.class)
          .hasMessage("127.0.0.1:%d answered 503", envoy.port());
    }
  }

  @Test
  void aConnectionThatEndsWithoutAnAnswerIsTriedAgain() throws Exception {
    try (var envoy = new AdminListener(AUTHORITY, "127.0.0.1", 0)) {
      assertThatThrownBy(() -> client(AUTHORITY).quit("127.0.0.1", envoy.port()))
          .isInstanceOf(EnvoyAdmin.NotReachedException.class);
      assertThat(envoy.requests()).hasSize(1);
    }
  }

  @Test
  void anEnvoyOfAnotherAuthorityIsNotAsked() throws Exception {
    try (var envoy = new AdminListener(newAuthority(), "127.0.0.1", 200)) {
      assertThatThrownBy(() -> client(AUTHORITY).quit("127.0.0.1", envoy.port()))
          .isInstanceOf(EnvoyAdmin.NotReachedException.class);
      assertThat(envoy.requests()).isEmpty();
    }
  }

  @Test
  void anEnvoyOfAnotherAddressIsNotAsked() throws Exception {
    try (var envoy = new AdminListener(AUTHORITY, "10.4.0.9", 200)) {
      assertThatThrownBy(() -> client(AUTHORITY).quit("127.0.0.1", envoy.port()))
          .isInstanceOf(EnvoyAdmin.NotReachedException.class);
      assertThat(envoy.requests()).isEmpty();
    }
  }

  @Test
  void nobodyThereIsAFailure() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThatThrownBy(() -> client(AUTHORITY).quit("127.0.0.1", port))
        .isInstanceOf(EnvoyAdmin.NotReachedException.class)
        .hasMessageStartingWith("127.0.0.1:%d: ".formatted(port));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 65_536, Long.MAX_VALUE})
  void whatIsNoPortIsAFailureLikeOthers(long port) {
    assertThatThrownBy(() -> client(AUTHORITY).quit("127.0.0.1", port))
        .isInstanceOf(EnvoyAdmin.NotReachedException.class)
        .hasMessage("the admin port %d of the pod is not in 1 to 65535", port);
  }

  @Test
  void withoutAnAuthorityNobodyIsCalled() {
    assertThatThrownBy(() -> client("").quit("127.0.0.1", 1))
        .hasMessage("there is no Secret envoy-admin-ca to be known by");
    assertThatThrownBy(() -> client("-----BEGIN nonsense").quit("127.0.0.1", 1))
        .hasMessage("the Secret envoy-admin-ca holds no certificate with its key")
        .hasNoCause();
  }

  private static EnvoyAdminClient client(String authority) {
    return new EnvoyAdminClient(
        () -> Optional.of(authority).filter(text -> !text.isEmpty()).map(SecretValue::new),
        new EnvoyAdminIssuer(Clock.systemUTC(), new SecureRandom()));
  }

  private static String newAuthority() {
    CertificateAuthority made =
        new MeshAuthorityIssuer(Clock.systemUTC(), new SecureRandom()).forEnvoyAdmin();
    return made.certificatePem() + made.keyPem();
  }
}
