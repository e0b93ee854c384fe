package io.higuma.api.v1alpha1;

import org.jspecify.annotations.Nullable;

/** For {@code @JsonInclude}: equals what is not written, which is the first constant of an enum. */
@SuppressWarnings("EnumOrdinal") // The first constant is protobuf's zero.
final class ZeroEnum {
  @Override
  public boolean equals(@Nullable Object other) {
    return other == null || (other instanceof Enum<?> constant && constant.ordinal() == 0);
  }

  @Override
  public int hashCode() {
    return 0;
  }
}
