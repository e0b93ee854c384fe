package io.higuma.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a command makes of an object.
 *
 * @param given as it stands in its file
 * @param result the same node where nothing changes
 */
record ObjectChange(Document given, ObjectNode result) {
  boolean isEmpty() {
    return result.equals(given.object());
  }
}
