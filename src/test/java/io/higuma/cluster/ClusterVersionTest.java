package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterVersionTest {
  @ParameterizedTest
  @CsvSource({
    "1, 28, false",
    "1, 29, true",
    "1, 35, true",
    "2, 0, true",
    "0, 99, false",
    "1, 29+, false",
    "1, 029, false",
    "1, '', false",
    "'', '', false",
  })
  void nativeSidecarsNeedAPlainVersionFrom129(String major, String minor, boolean expected) {
    assertThat(new ClusterVersion(major, minor).hasNativeSidecars()).isEqualTo(expected);
  }

  @Test
  void anApiServerThatIsAwayIsAskedAgain() {
    var tries = new AtomicInteger();
    ClusterVersion version =
        ClusterVersion.awaited(
            () -> {
              if (tries.incrementAndGet() < 3) {
                throw new KubernetesClientException("connection refused");
              }
              return new VersionInfo.Builder().withMajor("1").withMinor("35").build();
            },
            Duration.ZERO);
    assertThat(version).isEqualTo(new ClusterVersion("1", "35"));
    assertThat(tries).hasValue(3);
  }
}
