package io.higuma.containerpatch;

import com.fasterxml.jackson.databind.JsonNode;

/** One change to a container, checked for form. */
sealed interface PatchOperation {
  /** Sets a value; missing parents are made. */
  record Add(JsonPath path, JsonNode value) implements PatchOperation {}

  /** Sets a value where there is one. */
  record Replace(JsonPath path, JsonNode value) implements PatchOperation {}

  /** Takes a value away. */
  record Remove(JsonPath path) implements PatchOperation {}

  /** Takes a value away and sets it elsewhere. */
  record Move(JsonPath from, JsonPath path) implements PatchOperation {}

  /** Sets a value that stands elsewhere. */
  record Copy(JsonPath from, JsonPath path) implements PatchOperation {}
}
