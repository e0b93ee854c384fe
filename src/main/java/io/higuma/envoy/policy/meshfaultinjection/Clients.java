package io.higuma.envoy.policy.meshfaultinjection;

import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.higuma.envoy.InboundConf.FromRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Clients by the header in which their proxies send their tags. */
final class Clients {
  private static final String HEADER = "x-kuma-tags";

  private Clients() {}

  /** One for all tags that a client has, and one for each that it does not have. */
  static List<HeaderMatcher> of(FromRule rule) {
    var matchers = new ArrayList<HeaderMatcher>();
    if (!rule.tags().isEmpty()) {
      matchers.add(matcher(rule.tags()).build());
    }
    rule.notTags()
        .forEach(
            (key, value) -> matchers.add(matcher(Map.of(key, value)).setInvertMatch(true).build()));
    return List.copyOf(matchers);
  }

  /** Tags stand in the header sorted by key, as {@code &key=value,value&}. */
  private static HeaderMatcher.Builder matcher(Map<String, String> sorted) {
    var regex = new StringBuilder(".*");
    sorted.forEach((key, value) ->
        regex.append('&').append(key).append("=[^&]*").append(value).append("[,&].*"));
    return HeaderMatcher.newBuilder()
        .setName(HEADER)
        .setStringMatch(
            StringMatcher.newBuilder()
                .setSafeRegex(RegexMatcher.newBuilder().setRegex(regex.toString())));
  }
}
