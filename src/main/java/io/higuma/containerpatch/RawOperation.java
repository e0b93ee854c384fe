package io.higuma.containerpatch;

import org.jspecify.annotations.Nullable;

/**
 * An operation as it stands in a ContainerPatch.
 *
 * @param op {@code add}, {@code remove}, {@code replace}, {@code move} or {@code copy}
 * @param path a JSON pointer into the container
 * @param from a JSON pointer into the container, for move and copy
 * @param value JSON as text, for add and replace: {@code '"text"'}, {@code '5'}, {@code '{"name":
 *     "A"}'}
 */
public record RawOperation(
    @Nullable String op, @Nullable String path, @Nullable String from, @Nullable String value) {}
