package io.higuma.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.Configs;
import io.higuma.admission.HostileReviews.Body;
import io.higuma.events.CountedEvent;
import io.higuma.events.EventTarget;
import io.higuma.inject.Injector;
import io.higuma.inject.OfflineCluster;
import io.higuma.inject.SidecarForm;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever a client sends, it gets an honest answer: an AdmissionReview without a word of our
 * insides, soon. The same bodies every time; {@code -Dhiguma.fuzz.seed} and {@code
 * -Dhiguma.fuzz.cases} give others, and more.
 */
@Timeout(
    value = 5,
    unit = java.util.concurrent.TimeUnit.MINUTES,
    threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileReviewTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final long SEED = Long.getLong("higuma.fuzz.seed", 20_261_123);
  private static final int CASES = Integer.getInteger("higuma.fuzz.cases", 2_000);

  /** Of processor time. Far more than any takes. */
  private static final Duration SOON = Duration.ofSeconds(3);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final Lines LINES = new Lines();
  private static final Logger LOGGER = Logger.getLogger(InjectionLog.class.getName());

  @BeforeAll
  static void watchTheLog() {
    LOGGER.setLevel(Level.ALL);
    LOGGER.setUseParentHandlers(false);
    LOGGER.addHandler(LINES);
  }

  @AfterAll
  static void leaveTheLog() {
    LOGGER.removeHandler(LINES);
    LOGGER.setUseParentHandlers(true);
    LOGGER.setLevel(null);
    assertThat(LINES.doubtful).isEmpty();
  }

  /** Settings that take other ways through the code. */
  enum Settings {
    NATIVE_SIDECARS("", SidecarForm.NATIVE),
    CLASSIC_SIDECARS_AND_VIRTUAL_PROBES(
        "applicationProbeProxyPort: 0, virtualProbesEnabled: true", SidecarForm.CLASSIC),
    CNI("cniEnabled: true", SidecarForm.NATIVE),
    CONFIG_MAP_MODE("transparentProxyConfigMap: tproxy", SidecarForm.NATIVE);

    private final String injector;
    private final SidecarForm form;

    Settings(String injector, SidecarForm form) {
      this.injector = injector;
      this.form = form;
    }

    private PodAdmission admission() {
      return HostileReviewTest.admission(
          "runtime: {kubernetes: {injector: {" + injector + "}}}", form);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aValidReviewIsPatched(Settings settings) {
    byte[] valid = HostileReviews.VALID.getBytes(UTF_8);
    JsonNode response = HostileAnswers.check(settings.admission().review(valid));
    assertThat(response.has("patch")).as("%s", response).isTrue();
    HostileAnswers.checkPatch(response, pod(valid).orElseThrow());
  }

  @Test
  void truncated() {
    assertAllAnswered(HostileReviews.truncated(), Settings.NATIVE_SIDECARS);
  }

  @ParameterizedTest
  @EnumSource
  void wrongTypes(Settings settings) {
    assertAllAnswered(HostileReviews.wrongTypes(), settings);
  }

  /** A webhook is asked again when another one has changed the pod. */
  @ParameterizedTest
  @EnumSource
  void wrongTypesInAnInjectedPod(Settings settings) {
    byte[] valid = HostileReviews.VALID.getBytes(UTF_8);
    JsonNode response = HostileAnswers.check(settings.admission().review(valid));
    ObjectNode review = object(HostileReviews.VALID);
    review
        .withObjectProperty("request")
        .set("object", HostileAnswers.checkPatch(response, pod(valid).orElseThrow()));
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    assertAllAnswered(
        HostileReviews.wrongTypes(review.toString()).filter(body -> random.nextInt(4) == 0),
        settings);
  }

  @Test
  void malformed() {
    assertAllAnswered(HostileReviews.malformed(), Settings.NATIVE_SIDECARS);
  }

  @ParameterizedTest
  @EnumSource
  void extreme(Settings settings) {
    assertAllAnswered(HostileReviews.extreme(), settings);
  }

  @Test
  void mutated() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    assertAllAnswered(
        IntStream.range(0, CASES).mapToObj(number -> HostileReviews.mutated(random, number)),
        Settings.NATIVE_SIDECARS);
  }

  @Test
  void rearranged() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    assertAllAnswered(
        IntStream.range(0, CASES).mapToObj(number -> HostileReviews.rearranged(random, number)),
        Settings.NATIVE_SIDECARS);
  }

  private static void assertAllAnswered(Stream<Body> bodies, Settings settings) {
    PodAdmission admission = settings.admission();
    var failures = new ArrayList<String>();
    bodies.forEach(body -> {
      try {
        assertAnswered(body, admission);
      } catch (Throwable e) {
        failures.add(body + ": " + e);
      }
    });
    assertThat(failures).as("with seed %d", SEED).isEmpty();
  }

  private static void assertAnswered(Body body, PodAdmission admission) {
    long begin = THREADS.getCurrentThreadCpuTime();
    byte[] answer = admission.review(body.bytes());
    Duration taken = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - begin);
    JsonNode response = HostileAnswers.check(answer);
    assertThat(taken).isLessThan(SOON);
    // The uid is there as soon as it was sent whole, in the same words.
    if (new String(body.bytes(), UTF_8)
        .startsWith(
            HostileReviews.VALID.substring(
                0,
                HostileReviews.VALID.indexOf(HostileReviews.UID)
                    + HostileReviews.UID.length()
                    + 1))) {
      assertThat(response.path("uid").textValue()).isEqualTo(HostileReviews.UID);
    }
    if (response.has("patch")) {
      HostileAnswers.checkPatch(response, pod(body.bytes()).orElseThrow());
    }
  }

  private static Optional<JsonNode> pod(byte[] body) {
    try {
      return Optional.of(JSON.readTree(body).path("request").path("object"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static PodAdmission admission(String yaml, SidecarForm form) {
    var config = Configs.of(yaml);
    var cluster =
        new OfflineCluster(
            List.of(
                object(
                    """
                    {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop","labels":{"kuma.io/sidecar-injection":"enabled"}}}\
                    """),
                object(
                    """
                    {"apiVersion":"kuma.io/v1alpha1","kind":"Mesh","metadata":{"name":"default"}}\
                    """),
                object(
                    """
                    {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"tproxy","namespace":"kuma-system"},
                     "data":{"config.yaml":"redirect: {inbound: {port: 15006}}"}}\
                    """),
                object(
                    """
                    {"apiVersion":"kuma.io/v1alpha1","kind":"ContainerPatch","metadata":{"name":"louder","namespace":"kuma-system"},
                     "spec":{"sidecarPatch":[{"op":"add","path":"/tty","value":"true"}]}}\
                    """)),
            config.systemNamespace());
    InjectionObserver observer =
        new InjectionMetrics(new SimpleMeterRegistry(), "")
            .and(new InjectionLog(Instant::now))
            .and(new InjectionEvents(Instant::now, HostileReviewTest::isHonest));
    return new PodAdmission(Injector.of(config, form, () -> "", cluster), observer);
  }

  /** An event that the API server would take. */
  private static boolean isHonest(CountedEvent event) {
    HostileAnswers.checkSentence(event.message());
    assertThat(event.message()).hasSizeLessThanOrEqualTo(1_024);
    EventTarget target = event.regarding();
    for (String name :
        List.of(target.apiVersion(), target.kind(), target.namespace(), target.name())) {
      assertThat(name).matches("[-./a-zA-Z0-9]{1,253}");
    }
    return true;
  }

  /** Keeps lines of the log that users could forge others with, or fill a disk. */
  private static final class Lines extends Handler {
    private final List<String> doubtful = new ArrayList<>();

    @Override
    public synchronized void publish(LogRecord line) {
      String text =
          line instanceof ExtLogRecord ext ? ext.getFormattedMessage() : line.getMessage();
      if (text.length() > 3_000 || text.chars().anyMatch(Character::isISOControl)) {
        doubtful.add(text.substring(0, Math.min(200, text.length())));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static ObjectNode object(String json) {
    return (ObjectNode) HostileReviews.tree(json);
  }
}
