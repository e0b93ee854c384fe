package io.higuma.envoy.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.envoyproxy.envoy.type.v3.FractionalPercent.DenominatorType;
import java.math.BigDecimal;
import java.util.Optional;

/** Percentages of policies: a whole number, or decimal text. */
public final class Percentages {
  private static final int TEN_THOUSANDTHS = 2;
  private static final int MILLIONTHS = 4;

  private Percentages() {}

  /** Empty if the field is absent or, in an object older than its rules, malformed. */
  public static Optional<BigDecimal> read(JsonNode field) {
    if (!field.isNumber() && !field.isTextual()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(field.asText()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** In the coarsest unit that it is whole in; what is finer than a millionth is cut off. */
  public static FractionalPercent fraction(BigDecimal percent) {
    int digits = percent.stripTrailingZeros().scale();
    if (digits <= 0) {
      return fraction(percent, 0, DenominatorType.HUNDRED);
    }
    return digits <= TEN_THOUSANDTHS
        ? fraction(percent, TEN_THOUSANDTHS, DenominatorType.TEN_THOUSAND)
        : fraction(percent, MILLIONTHS, DenominatorType.MILLION);
  }

  private static FractionalPercent fraction(
      BigDecimal percent, int digits, DenominatorType denominator) {
    return FractionalPercent.newBuilder()
        .setNumerator(percent.movePointRight(digits).intValue())
        .setDenominator(denominator)
        .build();
  }
}
