package io.higuma.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperationsBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import io.higuma.certs.CaBundles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WebhookPatchTest {
  private static final CaBundles BUNDLES =
      new CaBundles("kuma-control-plane", "kuma-system", Set.of("/inject-sidecar"));
  private static final List<RuleWithOperations> PODS = List.of(rule("pods"));
  private static final WebhookRules RULES = new WebhookRules(Map.of("injector", PODS));
  private static final String RULE =
      "[{'apiGroups':[''],'operations':['CREATE'],'resources':['pods'],'scope':'*'}]";

  @Test
  void untilWeAnswerTheAuthorityAloneIsWritten() {
    assertThat(patch("pem", Optional.empty(), entry("injector", "", List.of())))
        .hasValueSatisfying(
            sameAs(
                """
                [{'op':'test','path':'/webhooks/0/name','value':'injector'},
                 {'op':'add','path':'/webhooks/0/clientConfig/caBundle','value':'cGVt'}]
                """));
    assertThat(patch("pem", Optional.empty(), entry("injector", "cGVt", PODS))).isEmpty();
  }

  @Test
  void whenWeAnswerWeAreCalled() {
    assertThat(
            patch(
                "pem",
                Optional.of(RULES),
                new WebhookEntry("injector", client("other", ""), List.of()),
                entry("injector", "cGVt", List.of(rule("nodes")))))
        .hasValueSatisfying(
            sameAs(
                """
                [{'op':'test','path':'/webhooks/1/name','value':'injector'},
                 {'op':'add','path':'/webhooks/1/rules','value':%s}]
                """
                    .formatted(RULE)));
    assertThat(patch("pem", Optional.of(RULES), entry("injector", "cGVt", PODS))).isEmpty();
  }

  @Test
  void anEntryThatIsNotOursByNameKeepsItsRules() {
    assertThat(patch("pem", Optional.of(RULES), entry("mine", "cGVt", List.of(rule("nodes")))))
        .isEmpty();
  }

  @Test
  void whoIsBelievedByNobodyIsNotCalled() {
    assertThat(patch("", Optional.of(RULES), entry("injector", "", List.of()))).isEmpty();
    assertThat(patch("", Optional.of(RULES), entry("injector", "b3RoZXI=", List.of())))
        .hasValueSatisfying(patch -> assertThat(patch).contains("/rules").doesNotContain("/ca"));
  }

  @Test
  void tellsWhetherAnEntryWaits() {
    assertThat(WebhookPatch.isNotCalled(BUNDLES, RULES, List.of(entry("injector", "", List.of()))))
        .isTrue();
    assertThat(
            WebhookPatch.isNotCalled(
                BUNDLES, RULES, List.of(entry("injector", "", PODS), entry("mine", "", List.of()))))
        .isFalse();
  }

  @Test
  void packagedRulesAreInTheFormThatIsStored() {
    assertThat(WebhookRules.packaged().byWebhook().values())
        .flatExtracting(rules -> rules)
        .extracting(RuleWithOperations::getScope)
        .containsOnly("*");
  }

  private static Optional<String> patch(
      String pem, Optional<WebhookRules> rules, WebhookEntry... entries) {
    return new WebhookPatch(BUNDLES, pem, rules).of(List.of(entries));
  }

  private static Consumer<String> sameAs(String json) {
    return patch -> {
      try {
        var mapper = new ObjectMapper();
        assertThat(mapper.readTree(patch)).isEqualTo(mapper.readTree(json.replace('\'', '"')));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private static WebhookEntry entry(String name, String bundle, List<RuleWithOperations> rules) {
    return new WebhookEntry(name, client("kuma-control-plane", bundle), rules);
  }

  private static WebhookClientConfig client(String service, String bundle) {
    return new WebhookClientConfigBuilder()
        .withCaBundle(bundle)
        .withNewService()
        .withName(service)
        .withNamespace("kuma-system")
        .withPath("/inject-sidecar")
        .endService()
        .build();
  }

  private static RuleWithOperations rule(String resource) {
    return new RuleWithOperationsBuilder()
        .withApiGroups("")
        .withOperations("CREATE")
        .withResources(resource)
        .withScope("*")
        .build();
  }
}
