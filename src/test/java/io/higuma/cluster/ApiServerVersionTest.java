package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ApiServerVersionTest {
  private final AtomicInteger tries = new AtomicInteger();

  @Test
  void anApiServerThatIsAwayIsAskedAgain() {
    var version = new ApiServerVersion(() -> answer(3), Duration.ZERO);
    assertThat(version.isKnown()).isFalse();
    assertThat(version.awaited()).isEqualTo(new ClusterVersion("1", "35"));
    assertThat(version.isKnown()).isTrue();
    assertThat(tries).hasValue(3);
  }

  @Test
  void anAnswerStays() {
    var version = new ApiServerVersion(() -> answer(1), Duration.ZERO);
    assertThat(version.awaited()).isSameAs(version.awaited());
    assertThat(tries).hasValue(1);
  }

  @Test
  void anInterruptEndsTheWait() {
    var version = new ApiServerVersion(() -> answer(3), Duration.ofHours(1));
    Thread.currentThread().interrupt();
    assertThatThrownBy(version::awaited).isInstanceOf(IllegalStateException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(version.isKnown()).isFalse();
  }

  private ClusterVersion answer(int firstAnswered) {
    if (tries.incrementAndGet() < firstAnswered) {
      throw new KubernetesClientException("connection refused");
    }
    return new ClusterVersion("1", "35");
  }
}
