package io.higuma.webhook;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperationsBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What our webhooks are called for.
 *
 * @param byWebhook rules in the form that the API server stores, by the names of the entries
 */
public record WebhookRules(Map<String, List<RuleWithOperations>> byWebhook) {
  private static final String FILE = "rules.yaml";

  public WebhookRules {
    byWebhook = Map.copyOf(byWebhook);
  }

  /** Several webhooks of the same rules. */
  private record Group(List<String> webhooks, List<RuleWithOperations> rules) {}

  /** Those that this version serves. */
  public static WebhookRules packaged() {
    try (var file = Objects.requireNonNull(WebhookRules.class.getResourceAsStream(FILE), FILE)) {
      List<Group> groups =
          new ObjectMapper(new YAMLFactory()).readValue(file, new TypeReference<>() {});
      var byWebhook = new HashMap<String, List<RuleWithOperations>>();
      for (Group group : groups) {
        List<RuleWithOperations> rules = group.rules().stream().map(WebhookRules::stored).toList();
        group.webhooks().forEach(webhook -> byWebhook.put(webhook, rules));
      }
      return new WebhookRules(byWebhook);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** None for an entry that is somebody else's. */
  List<RuleWithOperations> of(WebhookEntry entry) {
    return byWebhook.getOrDefault(entry.name(), List.of());
  }

  private static RuleWithOperations stored(RuleWithOperations rule) {
    return new RuleWithOperationsBuilder(rule).withScope("*").build();
  }
}
