package io.higuma.config;

/**
 * A row of {@link Settings}.
 *
 * @param key path in the configuration file, parts joined by dots
 * @param variable environment variable that wins over the file
 * @param fallback the value when nobody sets one
 * @param meaning one sentence for the reference documentation
 * @param unlikeKuma how it differs from Kuma's setting of that key, as a sentence; empty when it
 *     doesn't
 */
record Setting<T>(
    String key,
    String variable,
    SettingType<T> type,
    T fallback,
    String meaning,
    Check<T> check,
    String unlikeKuma) {
  /** Keys below this do not exist in Kuma. */
  private static final String OWN_SECTION = "higuma.";

  boolean isOnlyInHiguma() {
    return key.startsWith(OWN_SECTION);
  }

  Setting<T> checked(Check<T> demanded) {
    return new Setting<>(key, variable, type, fallback, meaning, demanded, unlikeKuma);
  }

  Setting<T> unlikeKuma(String difference) {
    return new Setting<>(key, variable, type, fallback, meaning, check, difference);
  }

  /** For text below {@code sidecarContainer}, where Kuma takes no bare numbers. */
  Setting<T> quoted() {
    return new Setting<>(key, variable, type.quoted(), fallback, meaning, check, unlikeKuma);
  }
}
