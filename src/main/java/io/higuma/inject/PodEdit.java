package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One operation of the JSON patch that a draft has become by.
 *
 * @param op {@code add}, {@code replace} or {@code remove}
 * @param path an RFC 6901 pointer into the pod
 * @param value what stands there afterwards, later edits in it included; missing if nothing does
 */
public record PodEdit(String op, String path, JsonNode value) {}
