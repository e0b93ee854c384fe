package io.higuma.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.higuma.xds.ProxyAuthentication.Verdict;
import io.higuma.xds.ServiceAccountAuthentication.ProxyPod;
import io.higuma.xds.TokenReviews.Holder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAccountAuthenticationTest {
  private static final Map<String, ProxyPod> PODS =
      Map.of(
          "shop/web-1", new ProxyPod("uid-1", "default", "web"),
          "shop/web.2", new ProxyPod("uid-2", "default", "web"),
          "kuma-system/ingress", new ProxyPod("uid-3", "", "ingress"));

  private final Map<String, Holder> tokens = new HashMap<>();
  private final AtomicInteger questions = new AtomicInteger();
  private final TokenReviews reviews =
      token -> {
        questions.incrementAndGet();
        if (token.equals("outage")) {
          throw new IllegalStateException("the API server is away");
        }
        return Optional.ofNullable(tokens.get(token));
      };
  private final ServiceAccountAuthentication authentication =
      new ServiceAccountAuthentication(
          (namespace, name) -> Optional.ofNullable(PODS.get(namespace + "/" + name)), reviews);

  ServiceAccountAuthenticationTest() {
    tokens.put("web", holder("shop:web", null, null));
    tokens.put("web-1", holder("shop:web", "web-1", "uid-1"));
    tokens.put("former-web-1", holder("shop:web", "web-1", "uid-0"));
    tokens.put("web-2", holder("shop:web", "web.2", "uid-2"));
    tokens.put("other", holder("shop:other", null, null));
    tokens.put("elsewhere", holder("home:web", null, null));
    tokens.put("ingress", holder("kuma-system:ingress", null, null));
  }

  @ParameterizedTest
  @CsvSource({
    "default.web-1.shop, web, ''",
    "default.web-1.shop, web-1, ''",
    "default.web.2.shop, web-2, ''",
    ".ingress.kuma-system, ingress, ''",
    "default.web-1.shop, former-web-1, the token was made for another pod",
    "default.web-1.shop, web-2, the token was made for another pod",
    "default.web-1.shop, other, the token is that of another service account than the pod's",
    "default.web-1.shop, elsewhere, the token is that of another service account than the pod's",
    "default.web-1.shop, forged, the token is not valid",
    "default.web-1.shop, '', a token of the pod's service account is needed",
    "default.web-3.shop, web, there is no such pod with a sidecar",
    "other.web-1.shop, web, its pod is not in this mesh",
    ".web-1.shop, web, its pod is not in this mesh",
    "default.ingress.kuma-system, ingress, its pod is not in this mesh",
    "default.web-1, web, its name is not that of a pod and its namespace",
    "default..shop, web, its name is not that of a pod and its namespace"
  })
  void aProxyIsItsPod(String node, String token, String reason) {
    ProxyId proxy = ProxyId.parse(node).orElseThrow();
    assertThat(authentication.check(proxy, Optional.of(token)))
        .isEqualTo(reason.isEmpty() ? new Verdict.Accepted() : new Verdict.Refused(reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nodot", "mesh.", "a.b c", "a.b\nc", "a.b\u001b[31m", "a.bé", "a/b.c"})
  void whatIsNoNameIsNoProxy(String node) {
    assertThat(ProxyId.parse(node)).isEmpty();
  }

  @Test
  void namesOfUniversalAreNames() {
    assertThat(ProxyId.parse("My_Mesh.Web_1")).contains(new ProxyId("My_Mesh", "Web_1"));
  }

  @Test
  void withoutATokenOrWithAnEndlessOneNobodyIsAsked() {
    var proxy = new ProxyId("default", "web-1.shop");
    assertThat(authentication.check(proxy, Optional.empty())).isInstanceOf(Verdict.Refused.class);
    assertThat(authentication.check(proxy, Optional.of("x".repeat(1 << 20))))
        .isInstanceOf(Verdict.Refused.class);
    assertThat(questions).hasValue(0);
  }

  @Test
  void goodTokensAreRememberedForAWhileAndBadOnesBriefly() {
    // Given
    var now = new AtomicLong();
    var remembered = new RememberedReviews(reviews, Duration.ofMinutes(1), now::get);
    // When
    for (int i = 0; i < 3; i++) {
      assertThat(remembered.review("web")).isPresent();
      assertThat(remembered.review("forged")).isEmpty();
      assertThatThrownBy(() -> remembered.review("outage"))
          .isInstanceOf(IllegalStateException.class);
    }
    // Then
    assertThat(questions).hasValue(5);
    now.addAndGet(Duration.ofSeconds(6).toNanos());
    tokens.put("forged", holder("shop:late", null, null));
    assertThat(remembered.review("forged")).isPresent();
    assertThat(questions).hasValue(6);
    now.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(remembered.review("web")).isPresent();
    assertThat(questions).hasValue(7);
  }

  @Test
  void aRememberedTokenIsNotGoodForANewPodOfTheName() {
    var remembered = new RememberedReviews(reviews, Duration.ofMinutes(1), () -> 0);
    var pod = new HashMap<String, ProxyPod>(PODS);
    var again =
        new ServiceAccountAuthentication(
            (namespace, name) -> Optional.ofNullable(pod.get(namespace + "/" + name)), remembered);
    var proxy = new ProxyId("default", "web-1.shop");
    assertThat(again.check(proxy, Optional.of("web-1"))).isEqualTo(new Verdict.Accepted());
    pod.put("shop/web-1", new ProxyPod("uid-9", "default", "web"));
    assertThat(again.check(proxy, Optional.of("web-1"))).isInstanceOf(Verdict.Refused.class);
  }

  private static Holder holder(String account, @Nullable String pod, @Nullable String uid) {
    return new Holder(
        "system:serviceaccount:" + account, Optional.ofNullable(pod), Optional.ofNullable(uid));
  }
}
