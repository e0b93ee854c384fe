package io.higuma.envoy.policy.meshfaultinjection;

import com.github.xds.type.matcher.v3.Matcher;
import com.github.xds.type.matcher.v3.Matcher.MatcherList;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.FieldMatcher;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.Predicate;
import com.github.xds.type.matcher.v3.Matcher.OnMatch;
import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.common.matching.v3.ExtensionWithMatcher;
import io.envoyproxy.envoy.extensions.filters.common.matcher.action.v3.SkipFilter;
import io.higuma.envoy.InboundConf.Rule;
import io.higuma.envoy.policy.ClientPredicates;
import io.higuma.targetref.Match;

/** A filter that is passed over for clients that a rule is not about. */
final class Skipping {
  private Skipping() {}

  static ExtensionWithMatcher unlessFor(Rule rule, String filter, Message config) {
    var matcher = Matcher.newBuilder();
    Match match = ClientPredicates.match(rule);
    if (!match.isAny()) {
      matcher.setMatcherList(
          MatcherList.newBuilder()
              .addMatchers(
                  FieldMatcher.newBuilder()
                      .setPredicate(
                          Predicate.newBuilder().setNotMatcher(ClientPredicates.of(match)))
                      .setOnMatch(skip())));
    }
    return ExtensionWithMatcher.newBuilder()
        .setXdsMatcher(matcher)
        .setExtensionConfig(
            TypedExtensionConfig.newBuilder().setName(filter).setTypedConfig(Any.pack(config)))
        .build();
  }

  private static OnMatch skip() {
    return OnMatch.newBuilder()
        .setAction(
            com.github.xds.core.v3.TypedExtensionConfig.newBuilder()
                .setName("skip")
                .setTypedConfig(Any.pack(SkipFilter.getDefaultInstance())))
        .build();
  }
}
