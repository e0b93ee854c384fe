package io.higuma.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A pod that the Kubernetes API accepts.
 *
 * @param name where it comes from: a file, or the seed that makes it again
 */
public record SamplePod(String name, ObjectNode pod) {
  /** How many are generated where it matters; {@code -Dhiguma.pods=5000} looks further. */
  public static final int GENERATED = Integer.getInteger("higuma.pods", 300);

  /** Those of real software, and as many generated ones. */
  public static List<SamplePod> all(int generated) {
    var generator = new PodGenerator();
    return Stream.concat(
            RealPods.all().stream(),
            LongStream.rangeClosed(1, generated)
                .mapToObj(seed -> new SamplePod("seed " + seed, generator.pod(seed))))
        .toList();
  }

  /** As above, every other one with fields that Kubernetes does not have yet. */
  public static List<SamplePod> allHalfOfTheFuture(int generated) {
    List<SamplePod> pods = all(generated);
    return IntStream.range(0, pods.size())
        .mapToObj(i -> i % 2 == 0 ? pods.get(i) : pods.get(i).withFutureFields(i))
        .toList();
  }

  /**
   * A part of them.
   *
   * @param parts how many parts there are
   * @param number of the part; the first comes again after the last
   */
  public static List<SamplePod> part(List<SamplePod> pods, int parts, int number) {
    return IntStream.range(0, pods.size())
        .filter(i -> i % parts == number % parts)
        .mapToObj(pods::get)
        .toList();
  }

  private SamplePod withFutureFields(long seed) {
    return new SamplePod(name + " with future fields " + seed, FutureFields.in(pod, seed));
  }

  /** A copy that a test may change. */
  @Override
  public ObjectNode pod() {
    return pod.deepCopy();
  }

  /** Whether a pod gets no sidecar: it shares the node's network, or runs on Windows. */
  public static boolean staysPlain(JsonNode pod) {
    return pod.at("/spec/hostNetwork").asBoolean()
        || pod.at("/spec/os/name").asText().equals("windows")
        || pod.at("/spec/nodeSelector/kubernetes.io~1os").asText().equals("windows");
  }

  @Override
  public String toString() {
    return name;
  }
}
