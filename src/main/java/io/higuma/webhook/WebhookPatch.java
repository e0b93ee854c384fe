package io.higuma.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperations;
import io.higuma.certs.CaBundles;
import java.util.List;
import java.util.Optional;

/**
 * What is to be written into entries that are ours, so that they are believed and called. Nothing
 * else of them is ours to write.
 *
 * @param trustPem the authorities of our certificate; empty when somebody else writes them
 * @param rules none as long as nobody can answer: an entry that is called keeps what it has, and
 *     one that is not is not yet
 */
public record WebhookPatch(CaBundles bundles, String trustPem, Optional<WebhookRules> rules) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whether one of our entries waits for its rules. */
  public static boolean isNotCalled(
      CaBundles bundles, WebhookRules rules, List<WebhookEntry> entries) {
    return entries.stream()
        .anyMatch(entry ->
            bundles.isOurs(entry.client())
                && entry.rules().isEmpty()
                && !rules.of(entry).isEmpty());
  }

  /**
   * The patch of a configuration with these entries.
   *
   * @return a JSON patch; empty when there is nothing to write. A test of each name keeps it from
   *     hitting another entry when the list has changed meanwhile: the API server then answers with
   *     an error
   */
  public Optional<String> of(List<WebhookEntry> entries) {
    ArrayNode patch = JSON.createArrayNode();
    for (int i = 0; i < entries.size(); i++) {
      WebhookEntry entry = entries.get(i);
      if (bundles.isOurs(entry.client())) {
        var changes = JSON.createArrayNode();
        String path = "/webhooks/" + i;
        bundle(entry)
            .ifPresent(
                bundle -> add(changes, path + "/clientConfig/caBundle", JSON.valueToTree(bundle)));
        rulesToWrite(entry)
            .ifPresent(wanted -> add(changes, path + "/rules", JSON.valueToTree(wanted)));
        if (!changes.isEmpty()) {
          operation(patch, "test", path + "/name", JSON.valueToTree(entry.name()));
          patch.addAll(changes);
        }
      }
    }
    return patch.isEmpty() ? Optional.empty() : Optional.of(patch.toString());
  }

  private Optional<String> bundle(WebhookEntry entry) {
    return trustPem.isEmpty() ? Optional.empty() : bundles.missing(entry.client(), trustPem);
  }

  /** Not before it is known whom to believe: until then each call would fail. */
  private Optional<List<RuleWithOperations>> rulesToWrite(WebhookEntry entry) {
    boolean isTrusted =
        entry.isTrusted() || !trustPem.isEmpty() || entry.client().getService() == null;
    return rules
        .filter(known -> isTrusted)
        .map(known -> known.of(entry))
        .filter(wanted -> !wanted.isEmpty() && !wanted.equals(entry.rules()));
  }

  private static void add(ArrayNode patch, String path, JsonNode value) {
    operation(patch, "add", path, value);
  }

  private static void operation(ArrayNode patch, String operation, String path, JsonNode value) {
    patch.addObject().put("op", operation).put("path", path).set("value", value);
  }
}
