package io.higuma.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CertificateNewsTest {
  @Test
  void aReasonIsToldOnceAMinuteForHoweverManyProxies() {
    var nanos = new AtomicLong();
    var news = new CertificateNews(nanos::get);
    assertThat(news.isNews("ca-1: it has ended")).isTrue();
    assertThat(news.isNews("ca-1: it has ended")).isFalse();
    assertThat(news.isNews("ca-2: it has ended")).isTrue();
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(news.isNews("ca-1: it has ended")).isTrue();
  }
}
