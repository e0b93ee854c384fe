package io.higuma.envoy.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import java.util.ArrayList;
import java.util.List;

/** Headers that a policy adds or sets. */
public final class HeaderEdits {
  private HeaderEdits() {}

  /** Of {@code {add: [{name, value}], set: [{name, value}]}}; those that are added come first. */
  public static List<HeaderValueOption> of(JsonNode modifier) {
    var edits = new ArrayList<HeaderValueOption>();
    modifier
        .path("add")
        .forEach(each -> edits.add(edit(each, HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD)));
    modifier
        .path("set")
        .forEach(each -> edits.add(edit(each, HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)));
    return List.copyOf(edits);
  }

  private static HeaderValueOption edit(JsonNode header, HeaderAppendAction action) {
    return HeaderValueOption.newBuilder()
        .setHeader(
            HeaderValue.newBuilder()
                .setKey(header.path("name").asText())
                .setValue(header.path("value").asText()))
        .setAppendAction(action)
        .build();
  }
}
