package io.higuma.envoy;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What policies of one kind say about one inbound.
 *
 * @param rules in the order in which they are tried
 * @param from the same in the older form, by tags of the client; of two rules that a client is in,
 *     the one counts that is {@link FromRule#before} the other
 * @param isLegacy whether it came from {@code from} by tags: {@code rules} is empty then
 */
public record InboundConf(List<Rule> rules, List<FromRule> from, boolean isLegacy) {
  public static final InboundConf NONE = new InboundConf(List.of(), List.of(), false);

  public InboundConf {
    rules = List.copyOf(rules);
    from = List.copyOf(from);
  }

  /** For all clients alike. */
  public static InboundConf ofAll(Conf conf) {
    return new InboundConf(
        List.of(new Rule(Optional.empty(), Optional.empty(), conf, "")), List.of(), false);
  }

  /** What holds for every client that no rule names. */
  public Optional<Conf> catchAll() {
    return rules.stream()
        .filter(rule -> rule.spiffe().isEmpty() && rule.sni().isEmpty())
        .map(Rule::conf)
        .findFirst();
  }

  public boolean isEmpty() {
    return rules.isEmpty() && from.isEmpty();
  }

  /**
   * A rule.
   *
   * @param spiffe whom it is for; empty is everybody
   * @param sni for which server name; empty is any
   * @param origin the KRI of the policy that it is of; of the strongest where several were merged
   */
  public record Rule(
      Optional<SpiffeMatch> spiffe, Optional<String> sni, Conf conf, String origin) {}

  /** Clients by SPIFFE id. */
  public record SpiffeMatch(Type type, String value) {
    /** How the id is compared. */
    public enum Type {
      EXACT,
      PREFIX
    }
  }

  /**
   * A rule by tags of the client.
   *
   * @param tags that the client has; empty is everybody
   * @param notTags that the client does not have
   * @param before rules that count for clients that are in them as well
   */
  public record FromRule(
      SortedMap<String, String> tags,
      SortedMap<String, String> notTags,
      Conf conf,
      List<FromRule> before) {
    public FromRule {
      tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
      notTags = Collections.unmodifiableSortedMap(new TreeMap<>(notTags));
      before = List.copyOf(before);
    }
  }
}
