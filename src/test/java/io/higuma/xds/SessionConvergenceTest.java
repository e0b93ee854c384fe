package io.higuma.xds;

import static io.higuma.envoy.ResourceType.CLUSTER;
import static io.higuma.envoy.ResourceType.ENDPOINTS;
import static io.higuma.envoy.ResourceType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.Status;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.higuma.envoy.ProxyConfig;
import io.higuma.envoy.Resource;
import io.higuma.envoy.ResourceType;
import io.higuma.xds.Session.Next;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However configurations change, and whatever a client refuses on the way: in the end it has what
 * it is to have. What sessions remember to save work may never lead them to leave something out.
 */
class SessionConvergenceTest {
  private static final List<ResourceType> TYPES = List.of(CLUSTER, ENDPOINTS, LISTENER);
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");
  private static final Duration BACKOFF = Duration.ofSeconds(5);
  private static final int STEPS = 400;

  private final Map<ResourceType, Map<String, Any>> client = new EnumMap<>(ResourceType.class);
  private final Map<ResourceType, String> unanswered = new EnumMap<>(ResourceType.class);
  private long now;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void ofTheStateOfTheWorld(long seed) {
    var random = new Random(seed);
    var session = new SotwSession("cp-1", BACKOFF);
    TYPES.forEach(type -> session.receive(sotw(type, ""), now));
    walk(
        random,
        session,
        type -> sotw(type, unanswered.getOrDefault(type, "")),
        type -> sotwRejection(type));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void ofChanges(long seed) {
    var random = new Random(seed);
    var session = new DeltaSession("cp-1", BACKOFF);
    TYPES.forEach(type ->
        session.receive(
            delta(type, "").toBuilder()
                .addAllResourceNamesSubscribe(type == ENDPOINTS ? NAMES : List.of())
                .build(),
            now));
    walk(
        random,
        session,
        type -> delta(type, unanswered.getOrDefault(type, "")),
        type -> deltaRejection(type));
  }

  private interface Request<Q> {
    Q about(ResourceType type);
  }

  private <Q extends com.google.protobuf.Message> void walk(
      Random random, Session<Q> session, Request<Q> acceptance, Request<Q> rejection) {
    var former = new ArrayList<ProxyConfig>();
    ProxyConfig config = config(random);
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(4)) {
        case 0 -> {
          // States come back, as the very same objects too.
          config =
              former.isEmpty() || random.nextBoolean()
                  ? config(random)
                  : former.get(random.nextInt(former.size()));
          former.add(config);
          session.configure(config);
        }
        case 1 -> answer(session, acceptance, random);
        case 2 -> now += BACKOFF.toNanos() / 2;
        default -> {
          if (session.next(now) instanceof Next.Response response) {
            boolean isTaken = random.nextInt(4) > 0;
            take(response, isTaken);
            if (!isTaken) {
              session.receive(rejection.about(response.type()), now);
              unanswered.remove(response.type());
            }
          }
        }
      }
    }
    session.configure(config);
    for (int i = 0; i < 20; i++) {
      now += BACKOFF.toNanos();
      while (session.next(now) instanceof Next.Response response) {
        take(response, true);
      }
      Set.copyOf(unanswered.keySet()).forEach(type -> answer(session, acceptance, type));
    }
    for (ResourceType type : TYPES) {
      var wanted = new TreeMap<String, Any>();
      config.of(type).forEach((name, resource) -> wanted.put(name, resource.body()));
      assertThat(new TreeMap<>(client.getOrDefault(type, Map.of())))
          .as(type.name())
          .containsAllEntriesOf(wanted);
      if (type != ENDPOINTS) {
        assertThat(client.getOrDefault(type, Map.of()).keySet())
            .as(type.name())
            .isEqualTo(wanted.keySet());
      }
    }
  }

  private <Q extends com.google.protobuf.Message> void answer(
      Session<Q> session, Request<Q> acceptance, Random random) {
    if (!unanswered.isEmpty()) {
      List<ResourceType> types = List.copyOf(unanswered.keySet());
      answer(session, acceptance, types.get(random.nextInt(types.size())));
    }
  }

  private <Q extends com.google.protobuf.Message> void answer(
      Session<Q> session, Request<Q> acceptance, ResourceType type) {
    session.receive(acceptance.about(type), now);
    unanswered.remove(type);
  }

  /** As Envoy does: a cluster that is another one waits for its endpoints once more. */
  private void take(Next.Response response, boolean isTaken) {
    Map<String, Any> mine = client.computeIfAbsent(response.type(), type -> new HashMap<>());
    var before = new HashMap<>(mine);
    switch (response.message()) {
      case DiscoveryResponse all -> {
        unanswered.put(response.type(), all.getNonce());
        if (isTaken) {
          if (response.type() != ENDPOINTS) {
            mine.clear();
          }
          all.getResourcesList().forEach(any -> mine.put(nameOf(any), any));
        }
      }
      case DeltaDiscoveryResponse changes -> {
        unanswered.put(response.type(), changes.getNonce());
        if (isTaken) {
          changes.getResourcesList().forEach(one -> mine.put(one.getName(), one.getResource()));
          changes.getRemovedResourcesList().forEach(mine::remove);
        }
      }
      default -> throw new IllegalStateException("a third kind of response");
    }
    if (response.type() == CLUSTER) {
      mine.forEach((name, any) -> {
        if (!any.equals(before.get(name))) {
          client.getOrDefault(ENDPOINTS, new HashMap<>()).remove(name);
        }
      });
    }
  }

  private static String nameOf(Any any) {
    return NAMES.stream()
        .filter(name ->
            REVISIONS.stream()
                .anyMatch(known -> known.name().equals(name) && known.body().equals(any)))
        .findFirst()
        .orElseThrow();
  }

  private static final List<Resource> REVISIONS = revisions();

  private static List<Resource> revisions() {
    var all = new ArrayList<Resource>();
    for (ResourceType type : TYPES) {
      for (String name : NAMES) {
        for (int revision = 1; revision <= 3; revision++) {
          all.add(Configurations.resource(type + "/" + name + "@" + revision));
        }
      }
    }
    return List.copyOf(all);
  }

  /** Clusters with their endpoints, and listeners. */
  private static ProxyConfig config(Random random) {
    var words = new ArrayList<String>();
    for (String name : NAMES) {
      if (random.nextInt(4) > 0) {
        words.add("CLUSTER/" + name + "@" + (1 + random.nextInt(3)));
        words.add("ENDPOINTS/" + name + "@" + (1 + random.nextInt(3)));
      }
      if (random.nextInt(4) > 0) {
        words.add("LISTENER/" + name + "@" + (1 + random.nextInt(3)));
      }
    }
    return Configurations.of(words.toArray(String[]::new));
  }

  private static DiscoveryRequest sotw(ResourceType type, String nonce) {
    return DiscoveryRequest.newBuilder()
        .setTypeUrl(type.url())
        .setResponseNonce(nonce)
        .addAllResourceNames(type == ENDPOINTS ? NAMES : List.of())
        .build();
  }

  private DiscoveryRequest sotwRejection(ResourceType type) {
    return sotw(type, unanswered.getOrDefault(type, "")).toBuilder()
        .setErrorDetail(Status.newBuilder().setMessage("no"))
        .build();
  }

  private static DeltaDiscoveryRequest delta(ResourceType type, String nonce) {
    return DeltaDiscoveryRequest.newBuilder()
        .setTypeUrl(type.url())
        .setResponseNonce(nonce)
        .build();
  }

  private DeltaDiscoveryRequest deltaRejection(ResourceType type) {
    return delta(type, unanswered.getOrDefault(type, "")).toBuilder()
        .setErrorDetail(Status.newBuilder().setMessage("no"))
        .build();
  }
}
