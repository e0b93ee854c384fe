package io.higuma.envoy.policy;

import com.github.xds.core.v3.TypedExtensionConfig;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.Predicate;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.Predicate.PredicateList;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.Predicate.SinglePredicate;
import com.github.xds.type.matcher.v3.StringMatcher;
import com.google.protobuf.Any;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.ServerNameInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.ssl.v3.UriSanInput;
import io.higuma.envoy.InboundConf.Rule;
import io.higuma.targetref.Match;
import java.util.ArrayList;

/** Clients as matchers of Envoy tell them apart: by certificate and server name. */
public final class ClientPredicates {
  private static final Any IDENTITY = Any.pack(UriSanInput.getDefaultInstance());
  private static final Any SERVER_NAME = Any.pack(ServerNameInput.getDefaultInstance());

  private ClientPredicates() {}

  /** The clients that a rule is about. */
  public static Match match(Rule rule) {
    return new Match(
        rule.spiffe()
            .map(spiffe ->
                new Match.SpiffeId(
                    switch (spiffe.type()) {
                      case EXACT -> Match.Comparison.EXACT;
                      case PREFIX -> Match.Comparison.PREFIX;
                    },
                    spiffe.value())),
        rule.sni());
  }

  /**
   * Holds for these clients.
   *
   * @param match not for all clients: Envoy has no predicate for that
   */
  public static Predicate of(Match match) {
    var all = new ArrayList<Predicate>();
    match.spiffeId().ifPresent(id -> all.add(identity(id)));
    match
        .sni()
        .ifPresent(name ->
            all.add(
                single(
                    "envoy.matching.inputs.server_name",
                    SERVER_NAME,
                    StringMatcher.newBuilder().setExact(name).build())));
    return all.size() == 1
        ? all.getFirst()
        : Predicate.newBuilder()
            .setAndMatcher(PredicateList.newBuilder().addAllPredicate(all))
            .build();
  }

  private static Predicate identity(Match.SpiffeId id) {
    StringMatcher matcher =
        switch (id.comparison()) {
          case EXACT -> StringMatcher.newBuilder().setExact(id.value()).build();
          case PREFIX -> StringMatcher.newBuilder().setPrefix(id.value()).build();
        };
    return single("envoy.matching.inputs.uri_san", IDENTITY, matcher);
  }

  private static Predicate single(String name, Any input, StringMatcher matcher) {
    return Predicate.newBuilder()
        .setSinglePredicate(
            SinglePredicate.newBuilder()
                .setInput(TypedExtensionConfig.newBuilder().setName(name).setTypedConfig(input))
                .setValueMatch(matcher))
        .build();
  }
}
