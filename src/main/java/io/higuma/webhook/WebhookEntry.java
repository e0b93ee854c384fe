package io.higuma.webhook;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import java.util.List;

/**
 * What an entry of a webhook configuration of either kind has.
 *
 * @param rules what it is called for; without any it is never called
 */
public record WebhookEntry(
    String name, WebhookClientConfig client, List<RuleWithOperations> rules) {
  public WebhookEntry {
    rules = List.copyOf(rules);
  }

  boolean isTrusted() {
    return client.getCaBundle() != null && !client.getCaBundle().isEmpty();
  }
}
