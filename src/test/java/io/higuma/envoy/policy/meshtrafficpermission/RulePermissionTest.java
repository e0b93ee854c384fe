package io.higuma.envoy.policy.meshtrafficpermission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.xds.type.matcher.v3.Matcher;
import io.envoyproxy.envoy.config.rbac.v3.Action;
import io.envoyproxy.envoy.config.rbac.v3.RBAC;
import io.higuma.envoy.Conf;
import io.higuma.envoy.InboundConf.Rule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulePermissionTest {
  private static final String WEB =
      "{\"spiffeID\": {\"type\": \"Exact\", \"value\": \"spiffe://shop/web\"}}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "\"web\"",
        "{\"spiffeID\": \"web\"}",
        "{\"spiffeID\": {\"type\": \"Regex\", \"value\": \".*\"}}",
        "{\"spiffeID\": {\"type\": \"Prefix\", \"value\": \"\"}}",
        "{\"sni\": {\"value\": \"a\"}, \"spiffeID\": []}",
        "{\"namespace\": \"shop\"}"
      })
  void aMatchThatSaysNothingRefusesEverybodyAndLetsNobodyIn(String match) throws Exception {
    Matcher allowed = matcher("{\"allow\": [%s, %s]}".formatted(match, WEB));
    assertThat(allowed.getMatcherList().getMatchersList()).hasSize(1);
    assertThat(allowed.getMatcherList().getMatchers(0).getPredicate().hasSinglePredicate())
        .isTrue();
    Matcher nobody = matcher("{\"allow\": [%s]}".formatted(match));
    assertThat(nobody.hasMatcherList()).isFalse();
    Matcher denied = matcher("{\"deny\": [%s], \"allow\": [%s]}".formatted(match, WEB));
    assertThat(denied.hasMatcherList()).isFalse();
    Action otherwise = denied.getOnNoMatch().getAction().getTypedConfig().unpack(Action.class);
    assertThat(otherwise.getAction()).isEqualTo(RBAC.Action.DENY);
    assertThat(otherwise.getName()).isEqualTo("kri_of_policy");
  }

  @Test
  void aListThatIsNoneRefusesEverybody() throws Exception {
    assertThat(matcher("{\"deny\": \"web\", \"allow\": [%s]}".formatted(WEB)).hasMatcherList())
        .isFalse();
    assertThat(matcher("{\"deny\": [], \"allow\": [%s]}".formatted(WEB)).hasMatcherList()).isTrue();
  }

  private static Matcher matcher(String conf) throws Exception {
    var rule =
        new Rule(
            Optional.empty(),
            Optional.empty(),
            new Conf(new ObjectMapper().readTree(conf)),
            "kri_of_policy");
    return RulePermission.of(List.of(rule)).matcher();
  }
}
