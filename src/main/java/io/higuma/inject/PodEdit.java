package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One operation of the JSON patch that a draft has become by.
 *
 * @param op {@code add} or {@code replace}
 * @param path an RFC 6901 pointer into the pod
 * @param value what stands there afterwards, later edits in it included
 */
public record PodEdit(String op, String path, JsonNode value) {}
