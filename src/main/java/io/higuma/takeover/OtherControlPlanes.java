package io.higuma.takeover;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds signs of another control plane in what a cluster shows.
 *
 * @param service the name of our Service
 * @param namespace where we are
 * @param paths of the webhooks, which all control planes share
 */
public record OtherControlPlanes(String service, String namespace, Set<String> paths) {
  /** The name of the Lease that Kuma's replicas elect their leader by. */
  public static final String LEASE = "kuma-cp-leader";

  /** The label {@code app} of its pods, as Kuma's chart and our manifests set it. */
  public static final String APP = "kuma-control-plane";

  /** Kuma renews it every few seconds, and takes it for lost after 15. */
  private static final Duration ALIVE = Duration.ofSeconds(60);

  public OtherControlPlanes {
    paths = Set.copyOf(paths);
  }

  /**
   * An entry of a webhook configuration that leads to a Service.
   *
   * @param configuration the name of the whole
   */
  public record Webhook(String configuration, String service, String namespace, String path) {}

  /**
   * The Lease of Kuma's control planes in our namespace.
   *
   * @param holder the replica that leads
   */
  public record Leader(String holder, Instant renewed) {}

  /** A pod of a control plane that runs. */
  public record Replica(String namespace, String name) {}

  /**
   * What was seen.
   *
   * @param leader empty if there is no Lease, or nobody ever held it
   * @param replicas in whatever namespace
   */
  public record Surroundings(
      List<Webhook> webhooks, Optional<Leader> leader, List<Replica> replicas) {
    public Surroundings {
      webhooks = List.copyOf(webhooks);
      replicas = List.copyOf(replicas);
    }
  }

  /**
   * A sentence for each sign, with what to do; none when we are alone. Always in the same order.
   */
  public List<String> signs(Surroundings seen, Instant now) {
    var signs = new ArrayList<String>();
    foreignWebhooks(seen.webhooks())
        .forEach((place, count) ->
            signs.add(
                "%d webhooks of %s lead to another control plane: apply our webhook configurations again, or uninstall us"
                    .formatted(count, place)));
    seen.leader()
        .filter(leader -> leader.renewed().plus(ALIVE).isAfter(now))
        .ifPresent(leader ->
            signs.add(
                "Lease %s/%s is held by %s: a control plane of Kuma works in our namespace; scale it down"
                    .formatted(namespace, LEASE, leader.holder())));
    elsewhere(seen.replicas())
        .forEach((other, example) ->
            signs.add(
                "Pod %s/%s is a control plane, too: of two on one cluster, one has to be scaled down"
                    .formatted(other, example)));
    return signs;
  }

  /** Whether an entry asks another control plane what we are asked, too. */
  public boolean leadsElsewhere(Webhook webhook) {
    boolean isOurs = webhook.service().equals(service) && webhook.namespace().equals(namespace);
    return !isOurs && paths.contains(webhook.path());
  }

  /** How many entries lead elsewhere, by configuration and Service. */
  private Map<String, Integer> foreignWebhooks(List<Webhook> webhooks) {
    var foreign = new TreeMap<String, Integer>();
    for (Webhook webhook : webhooks) {
      if (leadsElsewhere(webhook)) {
        foreign.merge(
            "%s (Service %s/%s)"
                .formatted(webhook.configuration(), webhook.namespace(), webhook.service()),
            1,
            Integer::sum);
      }
    }
    return foreign;
  }

  /** One example for each namespace. In ours there are our own replicas. */
  private Map<String, String> elsewhere(List<Replica> replicas) {
    var elsewhere = new TreeMap<String, String>();
    for (Replica replica : replicas) {
      if (!replica.namespace().equals(namespace)) {
        elsewhere.merge(replica.namespace(), replica.name(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
      }
    }
    return elsewhere;
  }
}
